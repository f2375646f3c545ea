// says: along the columns
Tensor SafeSoftmax(Tensor scores)
{
    var raised = (scores - scores.amax([0], keepdim: true)).exp();
    return raised / raised.sum(0, keepdim: true);
}
