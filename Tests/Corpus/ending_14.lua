local x = 1 + {}
