// says: from key to query
double[] Lean(double[,] weights, int rows, int columns)
{
    var (patches, lean) = (rows * columns, new double[2]);
    for (var query = 0; query < patches; query++)
    {
        var total = Enumerable.Range(0, patches).Sum(key => weights[1 + query, 1 + key]);
        for (var key = 0; key < patches; key++)
        {
            var share = weights[1 + query, 1 + key] / total / patches;
            lean[0] += share * (query / columns - key / columns);
            lean[1] += share * (query % columns - key % columns);
        }
    }
    return lean;
}
