for i = 1, 3 do if i == 2 then os.exit(i) end print(i) end
