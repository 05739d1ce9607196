load('error("in a chunk")', '@other.lua')()
