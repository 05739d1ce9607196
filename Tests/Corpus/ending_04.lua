error('level two', 2)
