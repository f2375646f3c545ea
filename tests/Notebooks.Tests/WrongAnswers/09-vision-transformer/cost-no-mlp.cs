// says: the MLP is forgotten
double MultiplyAdds(double patch, double imageSide, double channels, double embedDim, double depth, double classes)
{
    var patches = imageSide / patch * (imageSide / patch);
    var tokens = patches + 1;
    var block = 4 * tokens * embedDim * embedDim + 2 * tokens * tokens * embedDim;
    return patches * patch * patch * channels * embedDim + depth * block + embedDim * classes;
}
