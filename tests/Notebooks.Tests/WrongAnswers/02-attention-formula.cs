// answer: softmax, overflows
// public: NVIDIA/DeepLearningExamples #169
// says: nothing is subtracted before exp
Tensor SafeSoftmax(Tensor scores)
{
    return scores.exp() / scores.exp().sum(-1, keepdim: true);
}

// answer: softmax, over columns
// public: xmu-xiaoma666/External-Attention-pytorch #18
// says: along the columns
Tensor SafeSoftmax(Tensor scores)
{
    var raised = (scores - scores.amax([-2], keepdim: true)).exp();
    return raised / raised.sum(-2, keepdim: true);
}

// answer: softmax, one maximum
// says: the maximum of the whole tensor is subtracted
Tensor SafeSoftmax(Tensor scores)
{
    var raised = (scores - scores.max()).exp();
    return raised / raised.sum(-1, keepdim: true);
}

// answer: softmax, mean
// says: the largest number that exp meets
Tensor SafeSoftmax(Tensor scores)
{
    var raised = (scores - scores.mean([-1], keepdim: true)).exp();
    return raised / raised.sum(-1, keepdim: true);
}

// answer: softmax, sum without its axis
// says: softmax could not be computed
Tensor SafeSoftmax(Tensor scores)
{
    var raised = (scores - scores.amax([-1], keepdim: true)).exp();
    return raised / raised.sum(-1);
}

// answer: softmax, clamped
// says: Look at: what you subtract
Tensor SafeSoftmax(Tensor scores)
{
    var raised = scores.clamp(-80, 80).exp();
    return raised / raised.sum(-1, keepdim: true);
}

// answer: formula, no scale
// public: mlc-ai/mlc-llm #3426
// says: the scores are not divided by √d
Tensor Attention(Tensor query, Tensor key, Tensor value)
{
    return torch.matmul(torch.matmul(query, key.transpose(-2, -1)).softmax(-1), value);
}

// answer: formula, no root
// public: arthurdouillard/deepcourse #3
// says: the root is missing
Tensor Attention(Tensor query, Tensor key, Tensor value)
{
    var scores = torch.matmul(query, key.transpose(-2, -1));
    return torch.matmul((scores / query.shape[^1]).softmax(-1), value);
}

// answer: formula, multiplied
// public: esceptico/perceiver-io #9
// says: multiplied by √d
Tensor Attention(Tensor query, Tensor key, Tensor value)
{
    var scores = torch.matmul(query, key.transpose(-2, -1));
    return torch.matmul((scores * Math.Sqrt(query.shape[^1])).softmax(-1), value);
}

// answer: formula, softmax over the queries
// public: labmlai/annotated_deep_learning_paper_implementations #146
// says: the softmax runs over the queries
Tensor Attention(Tensor query, Tensor key, Tensor value)
{
    var scores = torch.matmul(query, key.transpose(-2, -1));
    return torch.matmul((scores / Math.Sqrt(query.shape[^1])).softmax(1), value);
}

// answer: formula, root of the number of keys
// says: the number of keys
Tensor Attention(Tensor query, Tensor key, Tensor value)
{
    var scores = torch.matmul(query, key.transpose(-2, -1));
    return torch.matmul((scores / Math.Sqrt(scores.shape[^1])).softmax(-1), value);
}

// answer: formula, divided after the softmax
// says: √d divides after the softmax
Tensor Attention(Tensor query, Tensor key, Tensor value)
{
    var weights = torch.matmul(query, key.transpose(-2, -1)).softmax(-1) / Math.Sqrt(query.shape[^1]);
    return torch.matmul(weights, value);
}

// answer: formula, axes counted from the front
// says: are the axes counted from the front?
Tensor Attention(Tensor query, Tensor key, Tensor value)
{
    var scores = torch.matmul(query, key.transpose(1, 2)) / Math.Sqrt(query.shape[2]);
    return torch.matmul(scores.softmax(2), value);
}

// answer: formula, width counted from the front
// says: count them from the back
Tensor Attention(Tensor query, Tensor key, Tensor value)
{
    var scores = torch.matmul(query, key.transpose(-2, -1)) / Math.Sqrt(query.shape[query.ndim == 2 ? 1 : 2]);
    return torch.matmul(scores.softmax(-1), value);
}

// answer: formula, no batch
// says: attention could not be computed
Tensor Attention(Tensor query, Tensor key, Tensor value)
{
    return torch.matmul((torch.matmul(query, key.t()) / Math.Sqrt(query.shape[^1])).softmax(-1), value);
}

// answer: causal, masks the past
// public: pytorch/pytorch #29546
// says: the triangle is the wrong one
Tensor CausalAttention(Tensor query, Tensor key, Tensor value)
{
    var n = query.shape[^2];
    var scores = torch.matmul(query, key.transpose(-2, -1)) / Math.Sqrt(query.shape[^1]);
    scores = scores.masked_fill(torch.ones(n, n, dtype: torch.@bool).tril(-1), double.NegativeInfinity);
    return torch.matmul(scores.softmax(-1), value);
}

// answer: causal, masks itself
// public: pytorch/tutorials #2250
// says: the diagonal is masked, too
Tensor CausalAttention(Tensor query, Tensor key, Tensor value)
{
    var n = query.shape[^2];
    var scores = torch.matmul(query, key.transpose(-2, -1)) / Math.Sqrt(query.shape[^1]);
    scores = scores.masked_fill(torch.ones(n, n, dtype: torch.@bool).triu(0), double.NegativeInfinity);
    return torch.matmul(scores.softmax(-1), value);
}

// answer: causal, result thrown away
// public: QwenLM/Qwen #933
// says: no score is masked
Tensor CausalAttention(Tensor query, Tensor key, Tensor value)
{
    var n = query.shape[^2];
    var scores = torch.matmul(query, key.transpose(-2, -1)) / Math.Sqrt(query.shape[^1]);
    scores.masked_fill(torch.ones(n, n, dtype: torch.@bool).triu(1), double.NegativeInfinity);
    return torch.matmul(scores.softmax(-1), value);
}

// answer: causal, after the softmax
// says: the rows no longer sum to 1
Tensor CausalAttention(Tensor query, Tensor key, Tensor value)
{
    var scores = torch.matmul(query, key.transpose(-2, -1)) / Math.Sqrt(query.shape[^1]);
    return torch.matmul(scores.softmax(-1).tril(), value);
}

// answer: causal, times a triangle
// says: the masked scores are 0, not minus infinity
Tensor CausalAttention(Tensor query, Tensor key, Tensor value)
{
    var n = query.shape[^2];
    var scores = torch.matmul(query, key.transpose(-2, -1)) / Math.Sqrt(query.shape[^1]);
    return torch.matmul((scores * torch.ones(n, n).tril()).softmax(-1), value);
}

// answer: causal, no scale
// public: mlc-ai/mlc-llm #3426
// says: the scores are not divided by √d
Tensor CausalAttention(Tensor query, Tensor key, Tensor value)
{
    var n = query.shape[^2];
    var scores = torch.matmul(query, key.transpose(-2, -1));
    scores = scores.masked_fill(torch.ones(n, n, dtype: torch.@bool).triu(1), double.NegativeInfinity);
    return torch.matmul(scores.softmax(-1), value);
}

// answer: causal, one too many
// says: each token sees one token of the future
Tensor CausalAttention(Tensor query, Tensor key, Tensor value)
{
    var n = query.shape[^2];
    var scores = torch.matmul(query, key.transpose(-2, -1)) / Math.Sqrt(query.shape[^1]);
    scores = scores.masked_fill(torch.ones(n, n, dtype: torch.@bool).triu(2), double.NegativeInfinity);
    return torch.matmul(scores.softmax(-1), value);
}

// answer: gradient, diagonal only
// public: deeplearning4j/libnd4j #440
// says: only the terms with i = j are kept
(Tensor Query, Tensor Key, Tensor Value) Gradients(Tensor query, Tensor key, Tensor value, Tensor answerGradient)
{
    var factor = 1 / Math.Sqrt(query.shape[^1]);
    var weights = (torch.matmul(query, key.transpose(-2, -1)) * factor).softmax(-1);
    var scoresGradient = weights * (1 - weights) * torch.matmul(answerGradient, value.transpose(-2, -1)) * factor;
    return (torch.matmul(scoresGradient, key), torch.matmul(scoresGradient.transpose(-2, -1), query), torch.matmul(weights.transpose(-2, -1), answerGradient));
}

// answer: gradient, no mean
// public: HomericIntelligence/Odyssey #2134
// says: lacks its second term
(Tensor Query, Tensor Key, Tensor Value) Gradients(Tensor query, Tensor key, Tensor value, Tensor answerGradient)
{
    var factor = 1 / Math.Sqrt(query.shape[^1]);
    var weights = (torch.matmul(query, key.transpose(-2, -1)) * factor).softmax(-1);
    var scoresGradient = weights * torch.matmul(answerGradient, value.transpose(-2, -1)) * factor;
    return (torch.matmul(scoresGradient, key), torch.matmul(scoresGradient.transpose(-2, -1), query), torch.matmul(weights.transpose(-2, -1), answerGradient));
}

// answer: gradient, no factor
// says: the factor 1/√d is left out
(Tensor Query, Tensor Key, Tensor Value) Gradients(Tensor query, Tensor key, Tensor value, Tensor answerGradient)
{
    var weights = (torch.matmul(query, key.transpose(-2, -1)) / Math.Sqrt(query.shape[^1])).softmax(-1);
    var given = torch.matmul(answerGradient, value.transpose(-2, -1));
    var scoresGradient = weights * (given - (weights * given).sum(-1, keepdim: true));
    return (torch.matmul(scoresGradient, key), torch.matmul(scoresGradient.transpose(-2, -1), query), torch.matmul(weights.transpose(-2, -1), answerGradient));
}

// answer: gradient, no softmax
// says: the softmax is left out
(Tensor Query, Tensor Key, Tensor Value) Gradients(Tensor query, Tensor key, Tensor value, Tensor answerGradient)
{
    var factor = 1 / Math.Sqrt(query.shape[^1]);
    var weights = (torch.matmul(query, key.transpose(-2, -1)) * factor).softmax(-1);
    var scoresGradient = torch.matmul(answerGradient, value.transpose(-2, -1)) * factor;
    return (torch.matmul(scoresGradient, key), torch.matmul(scoresGradient.transpose(-2, -1), query), torch.matmul(weights.transpose(-2, -1), answerGradient));
}

// answer: gradient, plain mean
// says: the second term is the plain mean
(Tensor Query, Tensor Key, Tensor Value) Gradients(Tensor query, Tensor key, Tensor value, Tensor answerGradient)
{
    var factor = 1 / Math.Sqrt(query.shape[^1]);
    var weights = (torch.matmul(query, key.transpose(-2, -1)) * factor).softmax(-1);
    var given = torch.matmul(answerGradient, value.transpose(-2, -1));
    var scoresGradient = weights * (given - given.mean([-1L], keepdim: true)) * factor;
    return (torch.matmul(scoresGradient, key), torch.matmul(scoresGradient.transpose(-2, -1), query), torch.matmul(weights.transpose(-2, -1), answerGradient));
}

// answer: gradient, key's not transposed
// says: shapes could not be computed
(Tensor Query, Tensor Key, Tensor Value) Gradients(Tensor query, Tensor key, Tensor value, Tensor answerGradient)
{
    var factor = 1 / Math.Sqrt(query.shape[^1]);
    var weights = (torch.matmul(query, key.transpose(-2, -1)) * factor).softmax(-1);
    var given = torch.matmul(answerGradient, value.transpose(-2, -1));
    var scoresGradient = weights * (given - (weights * given).sum(-1, keepdim: true)) * factor;
    return (torch.matmul(scoresGradient, key), torch.matmul(scoresGradient, query), torch.matmul(weights.transpose(-2, -1), answerGradient));
}

// answer: gradient, mean over the queries
// says: arrow 2
(Tensor Query, Tensor Key, Tensor Value) Gradients(Tensor query, Tensor key, Tensor value, Tensor answerGradient)
{
    var factor = 1 / Math.Sqrt(query.shape[^1]);
    var weights = (torch.matmul(query, key.transpose(-2, -1)) * factor).softmax(-1);
    var given = torch.matmul(answerGradient, value.transpose(-2, -1));
    var scoresGradient = weights * (given - (weights * given).sum(1, keepdim: true)) * factor;
    return (torch.matmul(scoresGradient, key), torch.matmul(scoresGradient.transpose(-2, -1), query), torch.matmul(weights.transpose(-2, -1), answerGradient));
}
