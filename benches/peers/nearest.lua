-- Which members are nearest? Redis asks for a radius: it is doubled until enough are found within.
local radius = tonumber(ARGV[4])
while true do
    local found = redis.call('GEOSEARCH', KEYS[1], 'FROMLONLAT', ARGV[1], ARGV[2], 'BYRADIUS', radius, 'm',
        'ASC', 'COUNT', ARGV[3], 'WITHDIST')
    if #found >= tonumber(ARGV[3]) or radius > 2e7 then
        return found
    end
    radius = radius * 2
end
