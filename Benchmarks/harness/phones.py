"""Phones by position, as in Sources/BenchData/PhoneSpace.swift and intake.lua."""

AREAS = [
    205, 206, 209, 212, 213, 214, 216, 303, 305, 310, 312, 313, 314, 323, 404, 407, 408, 410, 412, 415,
    480, 503, 505, 508, 512, 513, 602, 612, 615, 617, 619, 702, 703, 704, 713, 714, 718, 773, 801, 813,
]
EXCHANGES = [number for number in range(200, 1000) if number % 100 != 11 and number not in (555, 950, 958, 959, 976)]
COUNT = len(AREAS) * len(EXCHANGES) * 1000
SINGLE = 8  # the last digit of the posts that this package makes by itself


def phone(position, digit=SINGLE):
    """Ten digits; neighbours lie far apart, and no two positions share a number."""
    place = position * 7368787 % COUNT
    area = AREAS[place % len(AREAS)]
    exchange = EXCHANGES[place // len(AREAS) % len(EXCHANGES)]
    return f"{area}{exchange}{place // (len(AREAS) * len(EXCHANGES)):03d}{digit}"
