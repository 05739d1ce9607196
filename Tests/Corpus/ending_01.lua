error('uncaught')
