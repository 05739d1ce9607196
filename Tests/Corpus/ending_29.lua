error(nil, 2)
