warn('@on') warn('a ', 'warning') print(1)
