// says: the diagonal is masked, too
Tensor CausalAttention(Tensor query, Tensor key, Tensor value)
{
    var n = query.shape[0];
    var logits = torch.matmul(query, key.transpose(-2, -1)) / Math.Sqrt(query.shape[^1]);
    logits = logits.masked_fill(torch.ones(n, n, dtype: torch.@bool).triu(0), double.NegativeInfinity);
    return torch.matmul(F.softmax(logits, dim: -1), value);
}
