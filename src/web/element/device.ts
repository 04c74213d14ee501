// Where is the device? Its position, if it may be known.

/** The position; fails where it is refused (code 1) or cannot be told. */
export async function where_it_is(): Promise<GeolocationCoordinates> {
  const options = { enableHighAccuracy: true, timeout: 10_000, maximumAge: 30_000 };
  const found = await new Promise<GeolocationPosition>((resolve, reject) =>
    navigator.geolocation.getCurrentPosition(resolve, reject, options),
  );
  return found.coords;
}

/** Whether the position may be asked for without a question to the user. */
export async function may_locate(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: "geolocation" })).state === "granted";
  } catch {
    return false;
  }
}
