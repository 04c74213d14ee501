//! Which tile is it? Zoom, column from the west and row from the north of the Web Mercator square.

/// The finest zoom. A unit of its tiles is 15 cm on the equator; maps draw them larger beyond it.
pub const MAX_ZOOM: u8 = 16;

/// Units along the edge of a tile (MVT 2.1, section 4.1).
pub const EXTENT: u32 = 1 << EXTENT_BITS;
pub(super) const EXTENT_BITS: u8 = 12;

/// A tile of the pyramid: at zoom `z` there are 2^z columns and as many rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TileId {
    zoom: u8,
    column: u32,
    row: u32,
}

impl TileId {
    /// The tile, if the pyramid has it.
    pub fn new(zoom: u8, column: u32, row: u32) -> Option<Self> {
        let there = zoom <= MAX_ZOOM && column >> zoom == 0 && row >> zoom == 0;
        there.then_some(Self { zoom, column, row })
    }

    /// Reads the three numbers of a path, in decimal digits without a sign or idle zeros: each tile has one address.
    pub fn parse(zoom: &str, column: &str, row: &str) -> Option<Self> {
        let number = |text: &str| {
            let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
            text.parse::<u32>().ok().filter(|_| plain)
        };
        Self::new(u8::try_from(number(zoom)?).ok()?, number(column)?, number(row)?)
    }

    /// All tiles of a zoom.
    pub fn all_of(zoom: u8) -> impl Iterator<Item = Self> {
        let count = 1u32.checked_shl(zoom.into()).unwrap_or(0);
        (0..count).flat_map(move |column| (0..count).filter_map(move |row| Self::new(zoom, column, row)))
    }

    /// The zoom, 0 to [`MAX_ZOOM`].
    pub fn zoom(self) -> u8 {
        self.zoom
    }

    /// The column, from the west.
    pub fn column(self) -> u32 {
        self.column
    }

    /// The row, from the north.
    pub fn row(self) -> u32 {
        self.row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tile_has_one_address_and_nothing_else_has_one() {
        assert_eq!(TileId::parse("3", "7", "0"), TileId::new(3, 7, 0));
        assert_eq!(TileId::parse("0", "0", "0").map(TileId::zoom), Some(0));
        for (zoom, column, row) in [
            ("3", "8", "0"),
            ("3", "0", "8"),
            ("17", "0", "0"),
            ("256", "0", "0"),
            ("03", "0", "0"),
            ("3", "+1", "0"),
            ("3", "-1", "0"),
            ("3", "1", "00"),
            ("", "0", "0"),
            ("3", "1.0", "0"),
            ("3", "1", "0.mvt"),
            ("3", "99999999999", "0"),
            ("３", "0", "0"),
        ] {
            assert_eq!(TileId::parse(zoom, column, row), None, "{zoom}/{column}/{row}");
        }
    }
}
