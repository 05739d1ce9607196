('x'):bad()
