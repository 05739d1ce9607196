xpcall(error, function(m) print('handler', m) end, 'x') error('after')
