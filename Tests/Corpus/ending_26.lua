goto_ = 1 print(goto_) error(('long '):rep(20))
