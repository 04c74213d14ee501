//! In which order do places follow tiles? By their bits interleaved, so that every tile is one run (Morton 1966).

/// The place of a position in the order: the bits of y and x in turn, the most significant first.
pub(super) fn key([x, y]: [u32; 2]) -> u64 {
    spread(x) | spread(y) << 1
}

/// The position of a place in the order.
pub(super) fn position(key: u64) -> [u32; 2] {
    [gathered(key), gathered(key >> 1)]
}

/// A number's bits at every second place (Warren, Hacker's Delight, 2nd edition, section 7-2).
fn spread(number: u32) -> u64 {
    let mut bits = u64::from(number);
    bits = (bits | bits << 16) & 0x0000_FFFF_0000_FFFF;
    bits = (bits | bits << 8) & 0x00FF_00FF_00FF_00FF;
    bits = (bits | bits << 4) & 0x0F0F_0F0F_0F0F_0F0F;
    bits = (bits | bits << 2) & 0x3333_3333_3333_3333;
    (bits | bits << 1) & 0x5555_5555_5555_5555
}

/// The number whose bits stand at every second place.
fn gathered(spread: u64) -> u32 {
    let mut bits = spread & 0x5555_5555_5555_5555;
    bits = (bits | bits >> 1) & 0x3333_3333_3333_3333;
    bits = (bits | bits >> 2) & 0x0F0F_0F0F_0F0F_0F0F;
    bits = (bits | bits >> 4) & 0x00FF_00FF_00FF_00FF;
    bits = (bits | bits >> 8) & 0x0000_FFFF_0000_FFFF;
    (bits | bits >> 16) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_back_and_rise_with_either_number() {
        for bit in 0..32 {
            for position_of in [[1 << bit, 0], [0, 1 << bit], [u32::MAX >> bit, u32::MAX << bit]] {
                assert_eq!(position(key(position_of)), position_of);
            }
        }
        assert_eq!([key([0, 0]), key([1, 0]), key([0, 1]), key([1, 1]), key([2, 0])], [0, 1, 2, 3, 4]);
        assert_eq!(key([u32::MAX; 2]), u64::MAX);
    }
}
