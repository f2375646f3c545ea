// says: the exponent is i / width
Tensor PaperTable(int length, int width)
{
    var numbers = new double[length, width];
    for (var p = 0; p < length; p++)
        for (var i = 0; i < width / 2; i++)
        {
            var angle = p * Math.Pow(10000, -(double)i / width);
            (numbers[p, 2 * i], numbers[p, 2 * i + 1]) = (Math.Sin(angle), Math.Cos(angle));
        }
    return torch.tensor(numbers);
}
