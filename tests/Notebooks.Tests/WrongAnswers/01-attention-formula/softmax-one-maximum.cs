// says: the maximum of the whole table is subtracted
Tensor SafeSoftmax(Tensor scores)
{
    var raised = (scores - scores.max()).exp();
    return raised / raised.sum(-1, keepdim: true);
}
