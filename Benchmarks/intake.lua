-- Posts of 18 form fields, about 900 bytes, each with a phone that no other post has.
--
--     wrk -t2 -c64 -d10s --latency -s intake.lua http://127.0.0.1:PORT -- TOKEN LIST RUN
--
-- RUN (0 to 300) picks the phones: the same RUN sends the same phones. The arithmetic and the area codes are those of
-- Sources/BenchData/PhoneSpace.swift.

local areas = {
    205, 206, 209, 212, 213, 214, 216, 303, 305, 310, 312, 313, 314, 323, 404, 407, 408, 410, 412, 415,
    480, 503, 505, 508, 512, 513, 602, 612, 615, 617, 619, 702, 703, 704, 713, 714, 718, 773, 801, 813,
}
local special = { [555] = true, [950] = true, [958] = true, [959] = true, [976] = true }
local exchanges = {}
for exchange = 200, 999 do
    if exchange % 100 ~= 11 and not special[exchange] then exchanges[#exchanges + 1] = exchange end
end
local count = #areas * #exchanges * 1000
local lastDigits = { 1, 2, 4, 5, 6 }
local threads = 0

function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
end

local head, tail, position, digit
local headers = { ["Content-Type"] = "application/x-www-form-urlencoded" }

function init(arguments)
    local token, list, run = arguments[1] or "none", arguments[2] or "1", tonumber(arguments[3] or "0")
    digit = lastDigits[run % #lastDigits + 1]
    position = math.floor(run / #lastDigits) * 500000 + number * 250000
    head = "auth_token=" .. token .. "&list_id=" .. list .. "&check_dup=1&check_dnc=1"
        .. "&first_name=Maria&last_name=Lopez-Garc%C3%ADa&phone_number="
    tail = "&address1=1420+North+Spring+Street&address2=Apartment+12&city=Los+Angeles&state=CA&postal_code=90012"
        .. "&country=US&date_of_birth=1978-04-12&gender=F"
        .. "&source_id=spring-campaign-comparison-page&remote_id=vendor-40-77120394"
        .. "&notes=Asked+for+a+quote+on+the+comparison+page+and+ticked+the+box+to+be+called.+Owns+the+house%2C+the+roof"
        .. "+is+older+than+ten+years%2C+prefers+the+afternoon.+Came+from+the+spring+campaign%2C+second+visit%2C+wants"
        .. "+a+call+about+the+monthly+payment.+Has+a+current+policy+that+ends+next+month+and+would+like+to+compare+it"
        .. "+with+two+others+before+the+end+of+the+week.+Please+call+on+weekdays+after+four."
end

function request()
    local place = position * 7368787 % count
    position = position + 1
    local area = areas[place % #areas + 1]
    local exchange = exchanges[math.floor(place / #areas) % #exchanges + 1]
    local line = math.floor(place / (#areas * #exchanges))
    local phone = string.format("%d%d%03d%d", area, exchange, line, digit)
    local body = head .. phone .. "&email=lead." .. phone .. "%40mail.example.com" .. tail
    return wrk.format("POST", "/v1/leads/insert", headers, body)
end
