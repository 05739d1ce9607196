io.stderr:write('to stderr') os.exit(0, true)
