// answer: loss, τ itself is the factor
// public: BAAI-DCAI/M3D #52
// says: τ itself is the factor
// instead of:
    var logits = logScale.exp() * i.matmul(t.transpose(0, 1));
// stands:
    var logits = logScale * i.matmul(t.transpose(0, 1));

// answer: loss, vectors of any length
// public: moein-shariatnia/OpenAI-CLIP #16
// says: the vectors keep their lengths
// instead of:
    var (i, t) = (F.normalize(images, dim: 1), F.normalize(texts, dim: 1));
// stands:
    var (i, t) = (images, texts);

// answer: loss, only the pictures ask
// says: only the pictures ask
// instead of:
    return (F.cross_entropy(logits, right) + F.cross_entropy(logits.transpose(0, 1), right)) / 2;
// stands:
    return F.cross_entropy(logits, right);

// answer: loss, length over the batch
// public: tensorflow/similarity #237
// says: length 1 is taken over the batch
// instead of:
    var (i, t) = (F.normalize(images, dim: 1), F.normalize(texts, dim: 1));
// stands:
    var (i, t) = (F.normalize(images, dim: 0), F.normalize(texts, dim: 0));

// answer: loss, divided by the scale
// public: LAION-AI/CLAP #57
// says: the cosines are divided by the scale
// instead of:
    var logits = logScale.exp() * i.matmul(t.transpose(0, 1));
// stands:
    var logits = i.matmul(t.transpose(0, 1)) / logScale.exp();

// answer: loss, the halves are added
// says: the two halves are added
// instead of:
    return (F.cross_entropy(logits, right) + F.cross_entropy(logits.transpose(0, 1), right)) / 2;
// stands:
    return F.cross_entropy(logits, right) + F.cross_entropy(logits.transpose(0, 1), right);

// answer: zero, the mean keeps its length
// public: FereshteShakeri/Histo-TransCLIP #3
// says: the mean is not brought to length 1 again
// instead of:
    return F.normalize(each.mean([1]), dim: -1);                   // [classes, E]
// stands:
    return each.mean([1]);

// answer: zero, length over the texts of a class
// public: xmed-lab/CLIP_Surgery #35
// says: length 1 is taken over the texts of a class
// instead of:
    var each = F.normalize(texts, dim: -1);                        // [classes, K, E]
// stands:
    var each = F.normalize(texts, dim: 1);

// answer: zero, long texts count more
// says: a long text counts more than a short one
// instead of:
    var each = F.normalize(texts, dim: -1);                        // [classes, K, E]
// stands:
    var each = texts;

// answer: zero, length over the classes
// says: length 1 is taken over the classes
// instead of:
    return F.normalize(each.mean([1]), dim: -1);                   // [classes, E]
// stands:
    return F.normalize(each.mean([1]), dim: 0);

// answer: cross, scaled by the width of a token
// public: omihub777/ViT-CIFAR #11
// says: the logits are divided by √12
// instead of:
    var weights = (q.matmul(k.transpose(-1, -2)) / Math.Sqrt(q.shape[^1])).softmax(-1);            // [B, H, T, M]
// stands:
    var weights = (q.matmul(k.transpose(-1, -2)) / Math.Sqrt(words.shape[^1])).softmax(-1);

// answer: cross, the patches ask
// public: humza909/LLM_Survey #2
// says: has shape [2, 3, 7, 5]
// instead of:
    var (q, k, v) = (Split(toQuery(words)), Split(toKey(patches)), Split(toValue(patches)));
// stands:
    var (q, k, v) = (Split(toQuery(patches)), Split(toKey(words)), Split(toValue(words)));

// answer: cross, the words' mask over the patches
// public: zhouhaoyi/Informer2020 #38
// says: no patch is in the future
// instead of:
    var weights = (q.matmul(k.transpose(-1, -2)) / Math.Sqrt(q.shape[^1])).softmax(-1);            // [B, H, T, M]
// stands:
    var logits = q.matmul(k.transpose(-1, -2)) / Math.Sqrt(q.shape[^1]);
    var future = torch.ones(logits.shape[2], logits.shape[3], device: logits.device).triu(1).to(torch.@bool);
    var weights = logits.masked_fill(future, float.NegativeInfinity).softmax(-1);

// answer: cross, softmax over the words
// says: the softmax is over the words
// instead of:
    var weights = (q.matmul(k.transpose(-1, -2)) / Math.Sqrt(q.shape[^1])).softmax(-1);            // [B, H, T, M]
// stands:
    var weights = (q.matmul(k.transpose(-1, -2)) / Math.Sqrt(q.shape[^1])).softmax(-2);

// answer: cross, heads joined without turning them back
// says: Look at: how the heads are joined
// instead of:
    return (weights.matmul(v).transpose(1, 2).flatten(2), weights);
// stands:
    return (weights.matmul(v).reshape(words.shape[0], words.shape[1], -1), weights);

// answer: cross, not scaled
// says: the logits are not scaled
// instead of:
    var weights = (q.matmul(k.transpose(-1, -2)) / Math.Sqrt(q.shape[^1])).softmax(-1);            // [B, H, T, M]
// stands:
    var weights = q.matmul(k.transpose(-1, -2)).softmax(-1);
