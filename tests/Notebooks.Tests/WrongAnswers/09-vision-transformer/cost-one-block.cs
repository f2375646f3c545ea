// says: there is one block only
double MultiplyAdds(double patch, double imageSide, double channels, double embedDim, double depth, double classes)
{
    var patches = imageSide / patch * (imageSide / patch);
    var tokens = patches + 1;
    var block = 12 * tokens * embedDim * embedDim + 2 * tokens * tokens * embedDim;
    return patches * patch * patch * channels * embedDim + block + embedDim * classes;
}
