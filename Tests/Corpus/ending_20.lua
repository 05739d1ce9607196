error('multi\nline')
