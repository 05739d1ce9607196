print("charon")
