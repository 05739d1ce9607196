-- The same with chains of `if`.
local PUSH, ADD, SUBTRACT, DUPLICATE, DROP, JUMP, TEST, HALT = 1, 2, 3, 4, 5, 6, 7, 8

local function cost(operation)
    if operation == PUSH or operation == DUPLICATE or operation == DROP then
        return 1
    elseif operation == ADD or operation == SUBTRACT then
        return 2
    elseif operation == JUMP or operation == TEST then
        return 3
    else
        return 0
    end
end

local program = { PUSH, 300000, PUSH, 1, SUBTRACT, DUPLICATE, TEST, 3, DROP, HALT }

local function run(program)
    local stack, top, at, spent = {}, 0, 1, 0
    while true do
        local operation = program[at]
        at = at + 1
        spent = spent + cost(operation)
        if operation == HALT then
            return spent
        elseif operation == PUSH then
            top = top + 1
            stack[top] = program[at]
            at = at + 1
        elseif operation == ADD then
            top = top - 1
            stack[top] = stack[top] + stack[top + 1]
        elseif operation == SUBTRACT then
            top = top - 1
            stack[top] = stack[top] - stack[top + 1]
        elseif operation == DUPLICATE then
            top = top + 1
            stack[top] = stack[top - 1]
        elseif operation == DROP then
            top = top - 1
        elseif operation == TEST then
            top = top - 1
            if stack[top + 1] == 0 then
                at = at + 1
            else
                at = program[at]
            end
        elseif operation == JUMP then
            at = program[at]
        end
    end
end

local total = 0
for _ = 1, 8 do total = total + run(program) end
print(total)
