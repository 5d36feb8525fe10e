import type { Site } from './mail.ts';

/**
 * Shell lines that upload files, each in one request or in parts, with curl and jq alone. The answer of the
 * announcement is handed to curl as a config file: URLs and headers then need no quoting by hand.
 */
export const uploadScript = (site: Site, submissionId: string): string => `TOKEN=your-api-token
API=${site.url}/api/v1

call() { curl -sS --fail-with-body -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' "$@"; }

upload() {
  answer=$(jq -n --arg name "$1" --argjson size "$(wc -c < "$1")" '{files: [{$name, $size}]}' |
    call "$API/submissions/${submissionId}/uploads" -d @-) || { echo "$answer"; return 1; }
  file=$(jq '.files[0]' <<< "$answer")
  if [ "$(jq 'has("url")' <<< "$file")" = true ]; then
    jq -r '"url = \\(.url | @json)", (.headers | to_entries[] | "header = \\("\\(.key): \\(.value)" | @json)")' \\
      <<< "$file" | curl -sS --fail-with-body -K - -T "$1"
    return
  fi
  id=$(jq -r .upload <<< "$file"); size=$(jq .partSize <<< "$file")
  for n in $(seq "$(jq .partCount <<< "$file")"); do
    url=$(call "$API/uploads/$id/parts" -d "{\\"partNumbers\\": [$n]}" | jq -r '.parts[0].url')
    tail -c "+$(((n - 1) * size + 1))" "$1" | head -c "$size" |
      curl -sS --fail-with-body -X PUT -H 'Content-Type:' --data-binary @- "$url" || return
  done
  call -X POST "$API/uploads/$id/complete"
}
`;
