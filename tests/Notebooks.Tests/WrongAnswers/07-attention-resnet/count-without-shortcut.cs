// says: the shortcut is forgotten
double BlockParameters(long inChannels, long c, long k)
{
    return inChannels * c + 2 * c + 3 * c * c + 2 * k * (c / 8 / 2) + 2 * c + 4 * c * c + 8 * c;
}
