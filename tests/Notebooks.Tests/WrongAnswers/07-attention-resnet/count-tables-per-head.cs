// says: each head has tables of its own
double BlockParameters(long inChannels, long c, long k)
{
    var shortcut = inChannels == 4 * c ? 0 : 4 * inChannels * c + 8 * c;
    return inChannels * c + 2 * c + 3 * c * c + 8 * 2 * k * (c / 8 / 2) + 2 * c + 4 * c * c + 8 * c + shortcut;
}
