// says: rows and columns have changed places
(Tensor Row, Tensor Column) PointThere()
{
    return (At(5, 2, 20f), At(5, -1, 20f));
}
