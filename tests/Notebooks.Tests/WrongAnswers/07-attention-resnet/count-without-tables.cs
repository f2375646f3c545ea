// says: the tables of the positions are forgotten
double BlockParameters(long inChannels, long c, long k)
{
    var shortcut = inChannels == 4 * c ? 0 : 4 * inChannels * c + 8 * c;
    return inChannels * c + 2 * c + 3 * c * c + 2 * c + 4 * c * c + 8 * c + shortcut;
}
