//! Which geometry is drawn in CQL2 Text? Well-known text, and `BBOX(west,south,east,north)`.

use super::text::Reader;
use super::{Drawn, Fault, geometry};
use geo::{Coord, Geometry, GeometryCollection, MultiLineString, MultiPoint, MultiPolygon, Point};

type Ring = Vec<Coord<f64>>;

impl Reader<'_> {
    /// Reads a geometry that stands next.
    pub(super) fn drawn(&mut self) -> Result<Drawn, Fault> {
        if self.word().as_deref() == Some("BBOX") {
            self.next();
            let numbers = self.list(Self::number)?;
            return geometry::bounding_box(&numbers).map(Drawn::Box);
        }
        self.geometry().map(Drawn::Geometry)
    }

    fn geometry(&mut self) -> Result<Geometry<f64>, Fault> {
        let Some(kind) = self.word() else { return Err(self.fault("a geometry is expected")) };
        let start = self.fault(format!(
            "{kind} is no geometry; POINT, LINESTRING, POLYGON, MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMETRYCOLLECTION and BBOX are"
        ));
        self.next();
        if self.word().as_deref() == Some("Z") {
            self.next();
        }
        Ok(match kind.as_str() {
            "POINT" => {
                self.expect_sign("(")?;
                let at = self.coord()?;
                self.expect_sign(")")?;
                Geometry::Point(at.into())
            }
            "LINESTRING" => Geometry::LineString(geometry::line(self.positions()?)?),
            "POLYGON" => Geometry::Polygon(geometry::polygon(self.rings()?)?),
            "MULTIPOINT" => Geometry::MultiPoint(MultiPoint(self.list(Self::point)?)),
            "MULTILINESTRING" => {
                let lines = self.rings()?.into_iter().map(geometry::line).collect::<Result<_, _>>()?;
                Geometry::MultiLineString(MultiLineString(lines))
            }
            "MULTIPOLYGON" => {
                let polygons = self.list(Self::rings)?.into_iter().map(geometry::polygon).collect::<Result<_, _>>()?;
                Geometry::MultiPolygon(MultiPolygon(polygons))
            }
            "GEOMETRYCOLLECTION" => {
                let members = self.deeper(|reader| reader.list(Self::geometry))?;
                Geometry::GeometryCollection(GeometryCollection::from(members))
            }
            _ => return Err(start),
        })
    }

    fn list<T>(&mut self, read: impl Fn(&mut Self) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
        self.expect_sign("(")?;
        let mut list = vec![read(self)?];
        while self.take_sign(",") {
            list.push(read(self)?);
        }
        self.expect_sign(")")?;
        Ok(list)
    }

    fn rings(&mut self) -> Result<Vec<Ring>, Fault> {
        self.list(Self::positions)
    }

    fn positions(&mut self) -> Result<Ring, Fault> {
        self.list(Self::coord)
    }

    /// A point of several, with brackets of its own or, as older writers have it, without.
    fn point(&mut self) -> Result<Point<f64>, Fault> {
        let bracketed = self.take_sign("(");
        let at = self.coord()?;
        if bracketed {
            self.expect_sign(")")?;
        }
        Ok(at.into())
    }

    fn coord(&mut self) -> Result<Coord<f64>, Fault> {
        use super::tokens::Token;
        let mut numbers = vec![self.number()?];
        while matches!(self.peek(), Some(Token::Number(_) | Token::Sign("-" | "+"))) {
            numbers.push(self.number()?);
        }
        geometry::coord(&numbers)
    }
}
