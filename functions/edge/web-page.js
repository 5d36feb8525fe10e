/**
 * Runs in CloudFront before a request for a page of the dashboard (CloudFront Functions, runtime 2.0). The page shows
 * by itself what its address says, so that an address can be opened, reloaded and shared.
 */
// oxlint-disable-next-line no-unused-vars -- CloudFront calls it by its name
function handler(event) {
  const request = event.request;
  request.uri = '/app/index.html';
  return request;
}
