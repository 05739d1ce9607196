assert(false, 'asserted')
