// says: the norms are forgotten
double BlockParameters(long inChannels, long c, long k)
{
    var shortcut = inChannels == 4 * c ? 0 : 4 * inChannels * c;
    return inChannels * c + 3 * c * c + 2 * k * (c / 8 / 2) + 4 * c * c + shortcut;
}
