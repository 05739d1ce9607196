return 'text', 2
