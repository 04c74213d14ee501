//! How many connections are there, and from where? Within the limits, in the reserve above them, or no more.

use super::limits::Limits;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};

/// Places above each limit, in which only probes are answered and everything else is told why not.
const RESERVE: usize = 32;

/// Where a connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Within the limits.
    Within,
    /// Above the limit of all connections.
    Above,
    /// Above the limit of its address.
    AboveItsAddress,
}

/// The place of a connection, to be given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Where it stands.
    pub standing: Standing,
    address: IpAddr,
}

/// Connections that are open.
#[derive(Debug)]
pub struct Crowd {
    most: usize,
    most_of_address: usize,
    within: usize,
    above: usize,
    above_their_address: usize,
    of_address: HashMap<IpAddr, usize>,
}

impl Crowd {
    /// Nobody is there.
    pub fn new(limits: &Limits) -> Self {
        Self {
            most: limits.max_connections,
            most_of_address: limits.max_connections_per_address,
            within: 0,
            above: 0,
            above_their_address: 0,
            of_address: HashMap::new(),
        }
    }

    /// A place for one more from an address.
    ///
    /// # Errors
    /// Where it would have to stand, if even the reserve is full there.
    pub fn come(&mut self, address: IpAddr) -> Result<Place, Standing> {
        let address = network(address);
        let of_address = self.of_address.get(&address).copied().unwrap_or(0);
        let standing = if of_address >= self.most_of_address {
            Standing::AboveItsAddress
        } else if self.within >= self.most {
            Standing::Above
        } else {
            Standing::Within
        };
        let (count, most) = self.count(standing);
        if *count >= most {
            return Err(standing);
        }
        *count += 1;
        if standing == Standing::Within {
            *self.of_address.entry(address).or_default() += 1;
        }
        Ok(Place { standing, address })
    }

    /// Gives a place back.
    pub fn leave(&mut self, place: Place) {
        let (count, _) = self.count(place.standing);
        *count = count.saturating_sub(1);
        if place.standing == Standing::Within
            && let Some(count) = self.of_address.get_mut(&place.address)
        {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.of_address.remove(&place.address);
            }
        }
    }

    fn count(&mut self, standing: Standing) -> (&mut usize, usize) {
        match standing {
            Standing::Within => (&mut self.within, self.most),
            Standing::Above => (&mut self.above, RESERVE),
            Standing::AboveItsAddress => (&mut self.above_their_address, RESERVE),
        }
    }
}

/// What counts as one address: whoever has one of IPv6 has the 2^64 of its network (RFC 4291, section 2.5.1).
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crowd(most: usize, of_address: usize) -> Crowd {
        Crowd::new(&Limits { max_connections: most, max_connections_per_address: of_address, ..Limits::default() })
    }

    fn standing(crowd: &mut Crowd, address: &str) -> Option<Standing> {
        crowd.come(address.parse().unwrap()).ok().map(|place| place.standing)
    }

    #[test]
    fn an_address_has_its_share_and_the_others_theirs() {
        let mut crowd = crowd(3, 2);
        for (address, expected) in [
            ("192.0.2.1", Standing::Within),
            ("::ffff:192.0.2.1", Standing::Within),
            ("192.0.2.1", Standing::AboveItsAddress),
            ("192.0.2.2", Standing::Within),
            ("192.0.2.2", Standing::Above),
            ("2001:db8::1", Standing::Above),
        ] {
            assert_eq!(standing(&mut crowd, address), Some(expected), "{address}");
        }
    }

    #[test]
    fn addresses_of_one_network_are_one() {
        let mut crowd = crowd(9, 1);
        assert_eq!(standing(&mut crowd, "2001:db8::1"), Some(Standing::Within));
        assert_eq!(standing(&mut crowd, "2001:db8::ffff:1"), Some(Standing::AboveItsAddress));
        assert_eq!(standing(&mut crowd, "2001:db8:0:1::1"), Some(Standing::Within));
    }

    #[test]
    fn the_reserve_ends_and_places_come_back() {
        let mut crowd = crowd(1, 9);
        let mut places: Vec<Place> =
            (0..1 + RESERVE).map_while(|_| crowd.come(Ipv6Addr::LOCALHOST.into()).ok()).collect();
        assert_eq!((places.len(), crowd.come(Ipv6Addr::LOCALHOST.into())), (1 + RESERVE, Err(Standing::Above)));
        crowd.leave(places.swap_remove(0));
        assert_eq!(standing(&mut crowd, "::1"), Some(Standing::Within));
        assert_eq!(standing(&mut crowd, "::1"), None);
        for place in places {
            crowd.leave(place);
        }
        assert_eq!((crowd.within, crowd.above, crowd.of_address.len()), (1, 0, 1));
    }
}
