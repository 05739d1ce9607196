coroutine.wrap(function() error('in a coroutine') end)()
