pcall(error, 'caught') print('fine')
