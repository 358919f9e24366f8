"""Work orders: the sample backend of a blue-green environment."""
