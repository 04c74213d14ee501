-- Which members lie in a box of degrees? Redis asks for its middle, width and height in metres, on its own sphere.
local west, south, east, north = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local metres = 6372797.560856 * math.rad(1)
local lat = (south + north) / 2
return redis.call('GEOSEARCH', KEYS[1], 'FROMLONLAT', (west + east) / 2, lat, 'BYBOX',
    (east - west) * metres * math.cos(math.rad(lat)), (north - south) * metres, 'm', 'COUNT', 1000, 'ANY', 'WITHCOORD')
