// answer: budget, no root
// says: the root is missing
double LongestSequence(double bytes, int heads)
{
    return Math.Floor(bytes / (4.0 * heads));
}

// answer: budget, not whole
// says: not rounded down
double LongestSequence(double bytes, int heads)
{
    return Math.Sqrt(bytes / (4.0 * heads));
}

// answer: budget, one byte
// says: a number is taken as one byte
double LongestSequence(double bytes, int heads)
{
    return Math.Floor(Math.Sqrt(bytes / heads));
}

// answer: budget, one head
// says: there is room for one head only
double LongestSequence(double bytes, int heads)
{
    return Math.Floor(Math.Sqrt(bytes / 4));
}

// answer: patches, channel last
// says: ordered row, column, channel
Tensor Patches(Tensor images, long patch)
{
    var (b, c, h, w) = (images.shape[0], images.shape[1], images.shape[2], images.shape[3]);
    return images.reshape(b, c, h / patch, patch, w / patch, patch).permute(0, 2, 4, 3, 5, 1).reshape(b, -1, c * patch * patch);
}

// answer: patches, columns first
// says: numbered column by column
Tensor Patches(Tensor images, long patch)
{
    var (b, c, h, w) = (images.shape[0], images.shape[1], images.shape[2], images.shape[3]);
    return images.reshape(b, c, h / patch, patch, w / patch, patch).permute(0, 4, 2, 1, 3, 5).reshape(b, -1, c * patch * patch);
}

// answer: patches, not joined
// says: expected [2, 6, 12]
Tensor Patches(Tensor images, long patch)
{
    var (b, c, h, w) = (images.shape[0], images.shape[1], images.shape[2], images.shape[3]);
    return images.reshape(b, c, h / patch, patch, w / patch, patch).permute(0, 2, 4, 1, 3, 5);
}

// answer: patches, only reshape
// says: only poured into the new shape
Tensor Patches(Tensor images, long patch)
{
    return images.reshape(images.shape[0], -1, images.shape[1] * patch * patch);
}

// answer: even, always three
// says: its side is the second argument
double BreakEven(double channels, double convolutionSide)
{
    return Math.Sqrt(3 * channels);
}

// answer: even, no projections
// says: the projections are forgotten
double BreakEven(double channels, double convolutionSide)
{
    return convolutionSide * Math.Sqrt(channels / 2);
}

// answer: even, no root
// says: the root is missing
double BreakEven(double channels, double convolutionSide)
{
    return (convolutionSide * convolutionSide - 3) * channels / 2;
}

// answer: even, relative
// says: the relative position is counted as well
double BreakEven(double channels, double convolutionSide)
{
    return Math.Sqrt((convolutionSide * convolutionSide - 3) * channels / 3);
}
