// says: after the softmax
Tensor CausalAttention(Tensor query, Tensor key, Tensor value)
{
    var logits = torch.matmul(query, key.transpose(-2, -1)) / Math.Sqrt(query.shape[^1]);
    return torch.matmul(F.softmax(logits, dim: -1).tril(), value);
}
