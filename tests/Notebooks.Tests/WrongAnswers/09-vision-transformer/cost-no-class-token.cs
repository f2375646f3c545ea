// says: the class token is forgotten
double MultiplyAdds(double patch, double imageSide, double channels, double embedDim, double depth, double classes)
{
    var patches = imageSide / patch * (imageSide / patch);
    var tokens = patches;
    var block = 12 * tokens * embedDim * embedDim + 2 * tokens * tokens * embedDim;
    return patches * patch * patch * channels * embedDim + depth * block + embedDim * classes;
}
