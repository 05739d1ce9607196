extension SupportLibrary {
    /// The names that ``loading`` defines: the functions that load Pluto text, as globals.
    static let loadingNames = "load loadfile dofile"

    /// `load`, `loadfile`, `dofile` and the search for files of `require`, for Pluto text.
    ///
    /// Text is translated by `host.compile(source, name, captures)`, which also answers the warnings if `captures` is
    /// true, and then compiled by Lua under the same chunk name. Without `host.compile` Lua's functions stay as they are.
    /// `host.call(f)` calls a file's function.
    ///
    /// Source: Lua 5.4 manual, sections 6.1 and 6.3.
    static let loading = #"""
local compile, call, load, loadfile, str, check, byte, find, sub = host.compile, host.call, load, loadfile, str, check, byte, find, sub
local L = {}

-- Calls of files nest as calls of C functions do, so that a file that runs itself comes to an end.
call = call or function(f) return f() end

-- Translates and compiles text. The wrapper that the translator writes takes `_P` and gives the chunk.
local function build(source, name, ...)
 local captured = K.warnings
 local text, message = compile(source, name, captured ~= nil)
 if not text then return nil, message end
 if captured and message then captured[#captured + 1] = message .. "\n" end
 local wrapper
 wrapper, message = load(text, name, "t", ...)
 if not wrapper then return nil, message end
 return wrapper(P)
end

function L.load(...)
 local chunk, name, mode = ...
 local t, text = type(chunk), chunk
 if name ~= nil then name = str(name, 2, "load") end
 if mode ~= nil then mode = str(mode, 3, "load") end
 if t == "string" or t == "number" then
  text = tostring(chunk)
  name = name or text
  -- Lua itself refuses what the mode forbids.
  if byte(text) == 27 or mode and not find(mode, "t", 1, true) then return load(text, name, mode, select(4, ...)) end
 else
  check("function", chunk, 1, "load")
  name = name or "=(load)"
  local pieces, n, binary, refused = {}, 0, false, false
  -- Lua's own `load` calls the reader, so that it cannot yield and its errors are results. Lua gets blanks to
  -- compile in place of text.
  local f, message = load(function()
   local s = chunk()
   if s == nil or s == "" then return nil end
   if type(s) ~= "string" and type(s) ~= "number" then
    refused = true
    return nil
   end
   n = n + 1
   pieces[n] = s
   if n == 1 then binary = byte(s) == 27 end
   return binary and s or " "
  end, name, mode, select(4, ...))
  if refused then
   local i = getinfo(2, "Sl")
   message = "reader function must return a string"
   return nil, i and i.currentline > 0 and format("%s:%d: %s", i.short_src, i.currentline, message) or message
  end
  if binary or not f then return f, message end
  text = concat(pieces)
 end
 -- Only the first line of a file may begin with '#', which the translator cannot tell from a string.
 if byte(text) == 35 then text = " " .. text end
 return build(text, name, select(4, ...))
end

-- A file's text without byte order mark and first line `#...`; nil if Lua's own `loadfile` is to deal with it.
local function contents(filename)
 local file, text = stdin, nil
 if filename then file = open(filename, "rb") end
 if file then
  text = fileread(file, "a")
  if filename then fileclose(file) end
 end
 if not text then return nil end
 if sub(text, 1, 3) == "\xEF\xBB\xBF" then text = sub(text, 4) end
 if byte(text) == 35 then text = sub(text, find(text, "\n", 1, true) or #text + 1) end
 if filename and find(text, "^\n?\27") then return nil end
 return text
end

local function fromfile(filename, mode, ...)
 if mode and not find(mode, "t", 1, true) then return loadfile(filename, mode, ...) end
 local text = contents(filename)
 if not text then return loadfile(filename, mode, ...) end
 -- Standard input cannot be read a second time, a file can (see `contents`).
 if not filename and byte(text) == 27 then return load(text, "=stdin", mode, ...) end
 return build(text, filename and "@" .. filename or "=stdin", ...)
end

function L.loadfile(...)
 local filename, mode = ...
 if filename ~= nil then filename = str(filename, 1, "loadfile") end
 if mode ~= nil then mode = str(mode, 2, "loadfile") end
 return fromfile(filename, mode, select(3, ...))
end

function L.dofile(...)
 local filename = ...
 if filename ~= nil then filename = str(filename, 1, "dofile") end
 local f, message = fromfile(filename)
 if not f then error(message, 0) end
 return call(f)
end

-- The path with a `.pluto` template before each `.lua` template that lacks one.
local function extended(path)
 return (gsub(path, "[^;]+", function(template)
  local stem = match(template, "^(.*)%.lua$")
  if stem and not find(";" .. path .. ";", ";" .. stem .. ".pluto;", 1, true) then
   return stem .. ".pluto;" .. template
  end
 end))
end

-- The searcher of `require` for files. `require` itself is Lua's, so that the top level of a file cannot yield.
function K.findfile(name)
 local path = package.path
 if type(path) ~= "string" then error("'package.path' must be a string", 0) end
 local filename, message = searchpath(name, extended(path))
 if not filename then return message end
 local f
 f, message = fromfile(filename)
 if not f then error(format("error loading module '%s' from file '%s':\n\t%s", name, filename, message), 0) end
 return f, filename
end

return L
"""#

    /// How `require` finds libraries: `package.preload` holds them all, and the prefix `pluto:` looks nowhere else.
    ///
    /// Source: Lua 5.4 manual, section 6.3 (`package.searchers`).
    static let requiring = #"""
local preload, preloaded, require = package.preload, package.searchers[1], require

package.searchers[1] = function(name)
 if sub(name, 1, 6) ~= "pluto:" then return preloaded(name) end
 name = sub(name, 7)
 local loader = preload[name]
 if loader == nil then error(format("'%s' is not a valid pluto library", name), 3) end
 return loader, ":preload:"
end

-- Offers a library: `make()` is called once, whatever spelling asks for it first.
local function offer(name, make)
 local library
 preload[name] = function()
  if library == nil then library = make() end
  return library
 end
end
P.offer = offer

offer("*", function()
 local all, names = {}, {}
 for name in next, preload do
  if name ~= "*" then names[#names + 1] = name end
 end
 for i = 1, #names do all[names[i]] = require(names[i]) end
 return all
end)
for name, make in next, host.libraries or {} do offer(name, make) end

if host.compile then
 package.path = K.gsub(package.path, "([^;]*)%.lua%f[;\0]", "%1.pluto;%0")
 package.searchers[2] = function(name)
  if not K.findfile then K.loading() end
  return K.findfile(name)
 end
end
"""#
}
