import type { Site } from './mail.ts';

/**
 * Shell lines that upload one file, in one request or in parts, with curl and jq alone. The answer of the announcement
 * is handed to curl as a config file: URLs and headers then need no quoting by hand.
 */
export const uploadScript = (site: Site, submissionId: string): string => `SITE=${site.url}
ID=${submissionId}
TOKEN=your-api-token
FILE=your-file

call() { curl -sS --fail-with-body -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' "$@"; }
announced=$(jq -n --arg name "$FILE" --argjson size "$(wc -c < "$FILE")" '{files: [{$name, $size}]}' |
  call "$SITE/api/v1/submissions/$ID/uploads" -d @- | jq '.files[0]')

if [ "$(jq 'has("url")' <<< "$announced")" = true ]; then
  jq -r '"url = \\(.url | @json)", (.headers | to_entries[] | "header = \\("\\(.key): \\(.value)" | @json)")' \\
    <<< "$announced" | curl -sS --fail-with-body -K - -T "$FILE"
else
  upload=$(jq -r .upload <<< "$announced"); part=$(jq .partSize <<< "$announced")
  for n in $(seq "$(jq .partCount <<< "$announced")"); do
    url=$(call "$SITE/api/v1/uploads/$upload/parts" -d "{\\"partNumbers\\": [$n]}" | jq -r '.parts[0].url')
    tail -c "+$(((n - 1) * part + 1))" "$FILE" | head -c "$part" |
      curl -sS --fail-with-body -X PUT -H 'Content-Type:' --data-binary @- "$url" || exit
  done
  call -X POST "$SITE/api/v1/uploads/$upload/complete"
fi
`;
