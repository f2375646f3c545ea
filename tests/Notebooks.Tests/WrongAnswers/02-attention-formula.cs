// answer: softmax, one maximum
// says: the maximum of the whole table is subtracted
Tensor SafeSoftmax(Tensor scores)
{
    var raised = (scores - scores.max()).exp();
    return raised / raised.sum(-1, keepdim: true);
}

// answer: softmax, over columns
// says: along the columns
Tensor SafeSoftmax(Tensor scores)
{
    var raised = (scores - scores.amax([0], keepdim: true)).exp();
    return raised / raised.sum(0, keepdim: true);
}

// answer: softmax, overflows
// says: nothing was subtracted before exp
Tensor SafeSoftmax(Tensor scores)
{
    return scores.exp() / scores.exp().sum(-1, keepdim: true);
}

// answer: causal, after softmax
// says: after the softmax
Tensor CausalAttention(Tensor query, Tensor key, Tensor value)
{
    var logits = torch.matmul(query, key.transpose(-2, -1)) / Math.Sqrt(query.shape[^1]);
    return torch.matmul(F.softmax(logits, dim: -1).tril(), value);
}

// answer: causal, masks itself
// says: the diagonal is masked, too
Tensor CausalAttention(Tensor query, Tensor key, Tensor value)
{
    var n = query.shape[0];
    var logits = torch.matmul(query, key.transpose(-2, -1)) / Math.Sqrt(query.shape[^1]);
    logits = logits.masked_fill(torch.ones(n, n, dtype: torch.@bool).triu(0), double.NegativeInfinity);
    return torch.matmul(F.softmax(logits, dim: -1), value);
}

// answer: causal, masks the past
// says: the triangle is the wrong one
Tensor CausalAttention(Tensor query, Tensor key, Tensor value)
{
    var n = query.shape[0];
    var logits = torch.matmul(query, key.transpose(-2, -1)) / Math.Sqrt(query.shape[^1]);
    logits = logits.masked_fill(torch.ones(n, n, dtype: torch.@bool).tril(-1), double.NegativeInfinity);
    return torch.matmul(F.softmax(logits, dim: -1), value);
}
