// says: it points the other way
(Tensor Row, Tensor Column) PointThere()
{
    return (At(5, 1, 20f), At(5, -2, 20f));
}
