extension SupportLibrary {
    /// The names that ``ioLibrary`` may define, in the table `io`, and the primitives of `host.fs` that each needs.
    ///
    /// A function whose primitives the host lacks is not defined. Each primitive returns nil and a message on failure:
    ///
    /// - `stat(path [, nofollow])`: `"file"`, `"directory"`, `"link"` or `"other"`; bytes; modification time in
    ///   seconds since 1970; permission bits. Follows symbolic links unless `nofollow`.
    /// - `listdir(path)`: an array of names, without `.` and `..`.
    /// - `mkdir(path)`, `chdir(path)`, `chmod(path, mode)`, `symlink(target, link)`, `utime(path, seconds)`: true.
    /// - `getcwd()`, `realpath(path)`: a path.
    static let ioNames = """
        contents: part: copy: rename: remove: exists:stat isfile:stat isdir:stat filesize:stat writetime:stat,utime \
        listdir:listdir,stat scandir:listdir,stat makedir:mkdir,stat mkdir:mkdir,stat makedirs:mkdir,stat \
        mkdirs:mkdir,stat currentdir:getcwd,chdir cwd:getcwd,chdir chdir:getcwd,chdir absolute:getcwd,realpath \
        relative:getcwd chmod:chmod,stat symlink:symlink unique:stat
        """

    /// The functions that Pluto adds to the io library.
    ///
    /// Source: Lua 5.4 manual, section 6.8.
    static let ioLibrary = #"""
local fs, str, int, find, sub, match, concat = fs, str, int, find, sub, match, concat
local L = {}

-- Raises in the script that called the library function.
local function failed(path, message)
 error(message and find(message, path, 1, true) and message or path .. ": " .. tostring(message), 3)
end

function L.contents(...)
 local path, text = ...
 path = str(path, 1, "contents")
 if select("#", ...) > 1 then
  text = str(text, 2, "contents")
  local file, message = open(path, "wb")
  if not file then failed(path, message) end
  local ok
  ok, message = file:write(text)
  if ok then ok, message = file:close() else file:close() end
  if not ok then failed(path, message) end
  return
 end
 local file = open(path, "rb")
 if not file then return nil end
 text = file:read("a")
 file:close()
 return text
end

local function parent(path)
 local above = match(path, "^(.*)/[^/]*$")
 if not above then return "" end
 local trimmed = match(above, "^(.-)/*$")
 return trimmed == "" and "/" or trimmed
end

local function name(path)
 return match(path, "[^/]*$")
end

function L.part(...)
 local path, which = ...
 path = str(path, 1, "part")
 if which == nil then return parent(path), name(path) end
 which = str(which, 2, "part")
 if which == "parent" then return parent(path) end
 if which == "name" then return name(path) end
 fail(2, "part", "invalid option '" .. which .. "'")
end

local function copied(from, to)
 local input, output, ok, message, text
 input, message = open(from, "rb")
 if not input then return message, from end
 -- A directory can be opened, and fails here.
 ok, message = input:read(0)
 if not ok and message then
  input:close()
  return message, from
 end
 output, message = open(to, "wb")
 if not output then
  input:close()
  return message, to
 end
 repeat
  text, message = input:read(65536)
  if text then ok, message = output:write(text) end
 until not text or not ok
 input:close()
 local closed, late = output:close()
 if message then return message, text and to or from end
 if not closed then return late, to end
 return nil
end

function L.copy(...)
 local from, to = ...
 from, to = str(from, 1, "copy"), str(to, 2, "copy")
 -- Opening one file twice, once for writing, would empty it.
 if fs.realpath then
  local a, b = fs.realpath(from), fs.realpath(to)
  if a and a == b then failed(to, "source and destination are the same file") end
 end
 local message, path = copied(from, to)
 if message then failed(path, message) end
 if fs.chmod and fs.stat then
  local _, _, _, mode = fs.stat(from)
  if mode then fs.chmod(to, mode) end
 end
end

function L.rename(...)
 local from, to = ...
 from, to = str(from, 1, "rename"), str(to, 2, "rename")
 local ok, message = osrename(from, to)
 if not ok then failed(from, message) end
end

function L.remove(...)
 local path = ...
 path = str(path, 1, "remove")
 local ok, message = osremove(path)
 if not ok then failed(path, message) end
end

function L.exists(...)
 local path = ...
 return fs.stat(str(path, 1, "exists")) ~= nil
end

function L.isfile(...)
 local path = ...
 return fs.stat(str(path, 1, "isfile")) == "file"
end

function L.isdir(...)
 local path = ...
 return fs.stat(str(path, 1, "isdir")) == "directory"
end

function L.filesize(...)
 local path = ...
 path = str(path, 1, "filesize")
 local kind, size = fs.stat(path)
 if not kind then failed(path, size) end
 return size
end

function L.writetime(...)
 local path, seconds = ...
 path = str(path, 1, "writetime")
 if select("#", ...) > 1 then
  local ok, message = fs.utime(path, int(seconds, 2, "writetime"))
  if not ok then failed(path, message) end
  return
 end
 local kind, size, modified = fs.stat(path)
 if not kind then failed(path, size) end
 return modified
end

local function join(path, name)
 if path == "" or sub(path, -1) == "/" then return path .. name end
 return path .. "/" .. name
end

local function list(found, path, names, recurse)
 sort(names)
 for i = 1, #names do
  local entry = join(path, names[i])
  found[#found + 1] = entry
  -- Links are not followed: one may lead back up.
  if recurse and fs.stat(entry, true) == "directory" then
   local below = fs.listdir(entry)
   if below then list(found, entry, below, true) end
  end
 end
 return found
end

function L.listdir(...)
 local path, recurse = ...
 path = str(path, 1, "listdir")
 local names, message = fs.listdir(path)
 if not names then failed(path, message) end
 return list({}, path, names, recurse)
end
L.scandir = L.listdir

function L.makedir(...)
 local path = ...
 path = str(path, 1, "makedir")
 local ok, message = fs.mkdir(path)
 if ok then return true end
 if fs.stat(path) == "directory" then return false end
 failed(path, message)
end
L.mkdir = L.makedir

function L.makedirs(...)
 local path = ...
 path = str(path, 1, "makedirs")
 local at, made = 1, false
 while true do
  local slash = find(path, "/", at, true)
  local prefix = sub(path, 1, slash and slash - 1 or -1)
  if prefix ~= "" and fs.stat(prefix) ~= "directory" then
   local ok, message = fs.mkdir(prefix)
   -- Another program may have made it in between.
   if not ok and fs.stat(prefix) ~= "directory" then failed(prefix, message) end
   made = ok or made
  end
  if not slash then return made end
  at = slash + 1
 end
end
L.mkdirs = L.makedirs

function L.currentdir(...)
 local path = ...
 local ok, message
 if select("#", ...) > 0 then
  path = str(path, 1, "currentdir")
  ok, message = fs.chdir(path)
  if not ok then failed(path, message) end
  return
 end
 path, message = fs.getcwd()
 if not path then failed(".", message) end
 return path
end
L.cwd, L.chdir = L.currentdir, L.currentdir

local function absolute(path)
 if sub(path, 1, 1) == "/" then return path end
 local here, message = fs.getcwd()
 if not here then return nil, message end
 return join(here, path)
end

function L.absolute(...)
 local path, canonical = ...
 path = str(path, 1, "absolute")
 local full, message
 if canonical then full, message = fs.realpath(path) else full, message = absolute(path) end
 if not full then failed(path, message) end
 return full
end

-- The names on the way from the root, without `.`, `..` and empty ones.
local function steps(path)
 local names = {}
 for step in gmatch(path, "[^/]+") do
  if step == ".." then names[#names] = nil elseif step ~= "." then names[#names + 1] = step end
 end
 return names
end

function L.relative(...)
 local path = ...
 path = str(path, 1, "relative")
 local full, message = absolute(path)
 local here
 if full then here, message = fs.getcwd() end
 if not here then failed(path, message) end
 local to, from, i = steps(full), steps(here), 1
 while to[i] and to[i] == from[i] do i = i + 1 end
 local way = {}
 for _ = i, #from do way[#way + 1] = ".." end
 for k = i, #to do way[#way + 1] = to[k] end
 return way[1] and concat(way, "/") or "."
end

function L.chmod(...)
 local path, mode = ...
 local n = select("#", ...)
 if n == 0 then return true end
 path = str(path, 1, "chmod")
 if n > 1 then
  local ok, message = fs.chmod(path, int(mode, 2, "chmod"))
  if not ok then failed(path, message) end
  return
 end
 local kind, size, _, bits = fs.stat(path)
 if not kind then failed(path, size) end
 return bits & 511
end

function L.symlink(...)
 local target, link = ...
 target, link = str(target, 1, "symlink"), str(link, 2, "symlink")
 local ok, message = fs.symlink(target, link)
 if not ok then failed(link, message) end
end

function L.unique(...)
 local base, ext = ...
 base, ext = str(base, 1, "unique"), str(ext, 2, "unique")
 local path, i = base .. "." .. ext, 1
 while fs.stat(path, true) do
  i = i + 1
  path = format("%s (%d).%s", base, i, ext)
 end
 return path
end

return L
"""#
}
