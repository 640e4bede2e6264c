#!/usr/bin/env bash
# Exports what `rolecall` reads about a tenant into a new folder: role assignments and definitions, deny assignments, PIM, Lighthouse,
# management groups, Azure Policy, workspaces, Microsoft Sentinel, and from Microsoft Graph users, groups with their members, applications, Entra roles, and roles of
# Microsoft Defender unified RBAC.
#
# Read-only: every call is `az ... list`, `az ... show`, or `az rest --method get`. Nothing is written anywhere but in that folder,
# which only you can read: it holds names and permissions.
#
#   az login && bash collect.sh [FOLDER]
#
# What you may not read is left out, told at the end, and told again by `rolecall`: it counts as unknown, never as empty.
# Exit codes: 0 all exported, 1 something is missing, 2 could not begin, or could not write what was answered (a full disk).
set -uo pipefail
umask 077

out=${1:-rolecall-exports}
wait=${ROLECALL_WAIT:-10} # seconds before a call that Azure put off is tried again

stop() {
  echo "collect: $*" >&2
  exit 2
}

command -v az >/dev/null 2>&1 || stop "az is not on the path: https://learn.microsoft.com/cli/azure/install-azure-cli"
tenant=$(az account show --query tenantId --output tsv 2>/dev/null | tr -d '\r')
[ -n "$tenant" ] || stop "az is not signed in: run az login"
if [ -e "$out" ] && [ -n "$(ls -A "$out" 2>/dev/null)" ]; then
  stop "$out is not empty: exports of two days would be taken for one. Name a new folder"
fi
mkdir -p "$out" || stop "cannot make $out"
# Half-made lists stand beside the exports: a full disk is met in one place, and `rolecall` passes over names that begin with a dot.
work=$out/.work
mkdir -p "$work" || stop "cannot make $work"
trap 'rm -rf "$work"' EXIT
requests=()  # every request, as the manifest tells it
missing=()   # what could not be exported
unwritten=no # something could not be written
tries=1      # how often the last list was asked for
graph=$(az cloud show --query endpoints.microsoftGraphResourceId --output tsv 2>/dev/null | tr -d '\r')
cloud=$([ -n "$graph" ] && echo ok || echo failed)
graph=${graph:-https://graph.microsoft.com}
beta=${graph%/}/beta
graph=${graph%/}/v1.0
started=$(date -u +%Y-%m-%dT%H:%M:%SZ)

say() { echo "collect: $*" >&2; }

# quoted TEXT: as a JSON text.
quoted() { printf '"%s"' "$(printf '%s' "$1" | tr -d '\000-\037' | sed 's/[\\"]/\\&/g')"; }

# failed WHAT CALL [REASON]: remembers what could not be exported, and the reason, if none is given the one that az gave.
failed() {
  local reason=${3:-$why}
  [ -n "$reason" ] || reason=$(grep -v '^[[:space:]]*$' "$work/log" 2>/dev/null | head -n 1 | tr -d '\r\t')
  missing+=("{\"what\": $(quoted "$1"), \"call\": $(quoted "$2"), \"reason\": $(quoted "${reason:-no reason given}")}")
  say "missing: $1: ${reason:-no reason given}"
}

# asked FILE URL STATUS PAGES RECORDS: remembers a request; RECORDS is empty where they cannot be counted. What was asked more often
# than it has pages was put off; what failed has the code that Azure gave.
asked() {
  local records=${5:-null} error=
  [ "$3" = ok ] || error=$(sed -n 's/.*"code": *"\([A-Za-z_]*\)".*/"\1"/p' "$work/log" 2>/dev/null | head -n 1)
  requests+=("{\"file\": $(quoted "$1"), \"url\": $(quoted "$2"), \"at\": \"$(date -u +%Y-%m-%dT%H:%M:%SZ)\", \"status\": \"$3\", \"pages\": $4, \"records\": $records, \"tries\": $tries, \"error\": ${error:-null}}")
}

# lost WHAT CALL FILE: remembers that something could not be written.
lost() {
  unwritten=yes
  failed "$1" "$2" "$3 $full"
}

# whole FILE: whether a text was written to its end.
whole() { [ -s "$1" ] && tail -c 3 "$1" | grep -q '[]}]'; }

full='cannot be written in full: is the disk full?'
why= # a reason that az does not know

# room: whether there is room for more. An az that could not write what it got fails, and its reason may not fit on the disk either.
room() {
  local enough=no
  (printf '%65536s' '' >"$work/probe") 2>/dev/null && [ "$(wc -c <"$work/probe")" -eq 65536 ] && enough=yes
  rm -f "$work/probe"
  [ "$enough" = yes ]
}

# no_room: the reason is not what az says.
no_room() {
  why="the answer $full"
  unwritten=yes
  return 1
}

# get URL FILE: one GET; tried again when Azure says that it is asked too often, or does not answer.
get() {
  local try
  why=
  for try in 1 2 3; do
    tries=$((tries + 1))
    if az rest --method get --url "$1" --output json >"$2" 2>"$work/log"; then
      whole "$2" || no_room
      return
    fi
    room || no_room || return 1
    grep -qiE 'too ?many ?requests|throttl|timed? ?out|bad gateway|unavailable' "$work/log" || return 1
    [ "$try" = 3 ] || sleep $((try * wait))
  done
  return 1
}

# next FILE: the address of the page after this one, if there is one.
next() { sed -n 's/^  "\(@odata\.\)\{0,1\}nextLink": "\(.*\)",\{0,1\}$/\2/p' "$1" | head -n 1; }

# followed FILE: the page, its link taken away: a link that stays says that the list goes on elsewhere.
followed() { sed 's/^\(  "\(@odata\.\)\{0,1\}nextLink": \)".*"\(,\{0,1\}\)$/\1null\3/' "$1"; }

# pages URL: all pages of a list, one after the other, into $work/list; sets `pages` and `url`, the page that could not be had.
pages() {
  url=$1 pages=0 tries=0 why=
  : >"$work/list" || no_room || return 1
  while [ -n "$url" ]; do
    get "$url" "$work/page" || return 1
    if [ "$pages" != 0 ]; then followed "$work/last" >>"$work/list" || no_room || return 1; fi
    mv "$work/page" "$work/last" || no_room || return 1
    pages=$((pages + 1))
    url=$(next "$work/last")
  done
}

# list WHAT COLLECTION FILE URL: a list into a file. A list that breaks off keeps the link to its rest, and counts as partial; an
# empty one says what it is a list of.
list() {
  local what=$1 collection=$2 name=$3.json asked_for=$4 status=ok records
  local file=$out/$name
  mkdir -p "$(dirname "$file")" || unwritten=yes
  if ! pages "$asked_for"; then
    status=failed
    failed "$what" "$url"
  fi
  if [ "$pages" = 0 ]; then
    asked "$name" "$asked_for" failed 0 0
    return 1
  fi
  cat "$work/last" >>"$work/list" && whole "$work/list" && cp "$work/list" "$file" && whole "$file" || status=unwritten
  if [ "$status" = ok ] && ! grep -q '"id"' "$file"; then
    printf '{"@odata.context": "$metadata#%s", "value": []}\n' "$collection" >"$file" && whole "$file" || status=unwritten
  fi
  if [ "$status" = unwritten ]; then
    rm -f "$file"
    lost "$what" "$asked_for" "$name"
    asked "$name" "$asked_for" failed "$pages" 0
    return 1
  fi
  records=$(grep -c '^      "id": ' "$file")
  asked "$name" "$asked_for" "$status" "$pages" "$records"
  [ "$status" = ok ]
}

# show WHAT FILE AZ...: what one az command prints.
show() {
  local what=$1 name=$2.json
  why= tries=1
  local file=$out/$name
  shift 2
  if ! az "$@" --output json >"$file" 2>"$work/log"; then
    room || no_room
    failed "$what" "az $*"
  elif ! whole "$file"; then
    lost "$what" "az $*" "$name"
  else
    asked "$name" "az $*" ok 1
    return 0
  fi
  rm -f "$file"
  asked "$name" "az $*" failed 0 0
  return 1
}

# told FILE AZ...: what one az command prints as a table, into a file beside the exports.
told() {
  local file=$work/$1
  shift
  why= tries=1
  if az "$@" --output tsv 2>"$work/log" | tr -d '\r' >"$file"; then
    asked "" "az $*" ok 1
    return 0
  fi
  room || no_room
  asked "" "az $*" failed 0
  failed "what az $1 $2 tells" "az $*"
  return 1
}

say "tenant $tenant into $out"
asked "" "az account show --query tenantId" ok 1
asked "" "az cloud show --query endpoints.microsoftGraphResourceId" "$cloud" 1
show "subscriptions" subscriptions account list --all --query "[?tenantId=='$tenant']"
show "management groups" management-groups account management-group show --name "$tenant" --expand --recurse

authorization=providers/Microsoft.Authorization
told subscriptions account list --query "[?tenantId=='$tenant' && state=='Enabled'].id"
for subscription in $(cat "$work/subscriptions"); do
  say "subscription $subscription"
  scope=/subscriptions/$subscription
  list "role assignments of $scope" microsoft.authorization/roleassignments "role-assignments/$subscription" \
    "$scope/$authorization/roleAssignments?api-version=2022-04-01"
  list "role definitions of $scope" microsoft.authorization/roledefinitions "role-definitions/$subscription" \
    "$scope/$authorization/roleDefinitions?api-version=2022-05-01-preview&\$filter=type%20eq%20'CustomRole'"
  list "deny assignments of $scope" microsoft.authorization/denyassignments "deny-assignments/$subscription" \
    "$scope/$authorization/denyAssignments?api-version=2022-04-01"
  list "eligible roles of $scope" microsoft.authorization/roleeligibilityscheduleinstances "role-eligibility/$subscription" \
    "$scope/$authorization/roleEligibilityScheduleInstances?api-version=2020-10-01"
  list "role schedules of $scope" microsoft.authorization/roleassignmentscheduleinstances "role-schedules/$subscription" \
    "$scope/$authorization/roleAssignmentScheduleInstances?api-version=2020-10-01"
  list "Lighthouse delegations of $scope" microsoft.managedservices/registrationassignments "lighthouse/$subscription" \
    "$scope/providers/Microsoft.ManagedServices/registrationAssignments?api-version=2022-10-01&\$expandRegistrationDefinition=true"
  list "locks of $scope" microsoft.authorization/locks "locks/$subscription" \
    "$scope/$authorization/locks?api-version=2016-09-01"
  list "policy assignments of $scope" microsoft.authorization/policyassignments "policy-assignments/$subscription" \
    "$scope/$authorization/policyAssignments?api-version=2023-04-01"
  list "policy definitions of $scope" microsoft.authorization/policydefinitions "policy-definitions/$subscription" \
    "$scope/$authorization/policyDefinitions?api-version=2023-04-01&\$filter=policyType%20eq%20'Custom'"
  list "policy set definitions of $scope" microsoft.authorization/policysetdefinitions "policy-set-definitions/$subscription" \
    "$scope/$authorization/policySetDefinitions?api-version=2023-04-01&\$filter=policyType%20eq%20'Custom'"
  list "workspaces of $scope" microsoft.resources/resources "workspaces/$subscription" \
    "$scope/resources?api-version=2021-04-01&\$filter=resourceType%20eq%20'Microsoft.OperationalInsights/workspaces'"
  list "solutions of $scope" microsoft.resources/resources "solutions/$subscription" \
    "$scope/resources?api-version=2021-04-01&\$filter=resourceType%20eq%20'Microsoft.OperationsManagement/solutions'"
  list "key vaults of $scope" microsoft.resources/resources "key-vaults/$subscription" \
    "$scope/providers/Microsoft.KeyVault/vaults?api-version=2023-07-01"

  # PIM lists what is eligible at a scope and above it, so each workspace is asked as well.
  [ -e "$out/workspaces/$subscription.json" ] || continue
  sed -n 's/^ *"id": "\(\/subscriptions\/.*\)",\{0,1\}$/\1/p' "$out/workspaces/$subscription.json" | sort -u >"$work/workspaces" ||
    lost "Microsoft Sentinel of $scope" "$scope" "the list of its workspaces"
  number=0
  while read -r workspace; do
    number=$((number + 1))
    name=$subscription-$number
    list "eligible roles of $workspace" microsoft.authorization/roleeligibilityscheduleinstances "role-eligibility/$name" \
      "$workspace/$authorization/roleEligibilityScheduleInstances?api-version=2020-10-01" </dev/null
    list "Sentinel of $workspace" microsoft.securityinsights/onboardingstates "sentinel/$name-onboarding" \
      "$workspace/providers/Microsoft.SecurityInsights/onboardingStates?api-version=2024-03-01" </dev/null
    list "data connectors of $workspace" microsoft.securityinsights/dataconnectors "sentinel/$name-connectors" \
      "$workspace/providers/Microsoft.SecurityInsights/dataConnectors?api-version=2024-03-01" </dev/null
  done <"$work/workspaces"
done

say "built-in policy definitions"
list "built-in policy definitions" microsoft.authorization/policydefinitions policy-definitions/built-in \
  "/$authorization/policyDefinitions?api-version=2023-04-01"
list "built-in policy set definitions" microsoft.authorization/policysetdefinitions policy-set-definitions/built-in \
  "/$authorization/policySetDefinitions?api-version=2023-04-01"

say "Microsoft Graph"
directory=$graph/roleManagement/directory
list "organization" organization organization "$graph/organization"
list "users" users users "$graph/users?\$select=id,displayName,userPrincipalName,userType,accountEnabled&\$top=999"
list "groups" groups groups \
  "$graph/groups?\$select=id,displayName,securityEnabled,mailEnabled,groupTypes,isAssignableToRole,membershipRule,onPremisesSyncEnabled,visibility&\$expand=owners(\$select=id)&\$top=999"
list "service principals" serviceprincipals service-principals \
  "$graph/servicePrincipals?\$select=id,displayName,appId,servicePrincipalType,accountEnabled,alternativeNames&\$expand=owners(\$select=id)&\$top=999"
list "applications" applications applications \
  "$graph/applications?\$select=id,displayName,appId&\$expand=owners(\$select=id)&\$top=999"
list "federated credentials of applications" applications federated-credentials \
  "$graph/applications?\$select=id,displayName,appId&\$expand=federatedIdentityCredentials&\$top=999"
list "app role assignments of Microsoft Graph" serviceprincipals/approleassignedto app-role-assignments \
  "$graph/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')/appRoleAssignedTo?\$top=999"
list "Entra role assignments" rolemanagement/directory/roleassignments directory-role-assignments "$directory/roleAssignments"
list "Entra role definitions" rolemanagement/directory/roledefinitions directory-role-definitions "$directory/roleDefinitions"
list "eligible Entra roles" rolemanagement/directory/roleeligibilityscheduleinstances directory-role-eligibility \
  "$directory/roleEligibilityScheduleInstances"
list "Entra role schedules" rolemanagement/directory/roleassignmentscheduleinstances directory-role-schedules \
  "$directory/roleAssignmentScheduleInstances"
defender=$beta/roleManagement/defender
list "Defender role assignments" rolemanagement/defender/roleassignments defender-role-assignments "$defender/roleAssignments"
list "Defender role definitions" rolemanagement/defender/roledefinitions defender-role-definitions "$defender/roleDefinitions"
list "licences" subscribedskus licences "$graph/subscribedSkus"

# ids FILES: every id in them, in lower case, each once.
guid='[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
ids() { { cat /dev/null "$@" 2>/dev/null || true; } | tr 'A-F' 'a-f' | { grep -oE "$guid" || [ $? = 1 ]; } | sort -u; }

# The members of each group that anything exported so far names, then of the groups among those, until there is none left.
if [ -e "$out/groups.json" ]; then
  # Which groups to ask about is worked out in files; where one of them is cut, groups would be left out without a word.
  noted() { lost "members of groups" "$beta/groups" "the list of groups to ask about"; }
  mkdir -p "$out/group-members" || noted
  sed -n 's/^ *"id": "\(.*\)",\{0,1\}$/\1/p' "$out/groups.json" >"$work/groups" || noted
  ids "$work/groups" >"$work/group-ids" || noted
  : >"$work/done" || noted
  ids "$out"/role-assignments/*.json "$out"/role-eligibility/*.json "$out"/role-schedules/*.json "$out"/deny-assignments/*.json \
    "$out"/directory-role-assignments.json "$out"/directory-role-eligibility.json "$out"/directory-role-schedules.json \
    "$out"/defender-role-assignments.json >"$work/named" || noted
  eligible=yes
  while comm -12 "$work/group-ids" "$work/named" | comm -23 - "$work/done" >"$work/todo" && [ -s "$work/todo" ]; do
    while read -r group; do
      # Version 1.0 leaves service principals out of the members.
      list "members of group $group" directoryobjects "group-members/$group" \
        "$beta/groups/$group/members?\$top=999" </dev/null
      # Whoever may not read one group's eligible members may not read any.
      [ "$eligible" = no ] || list "eligible members of groups, such as $group" \
        identitygovernance/privilegedaccess/group/eligibilityscheduleinstances "group-eligibility/$group" \
        "$graph/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances?\$filter=groupId%20eq%20'$group'" \
        </dev/null || eligible=no
      ids "$out/group-members/$group.json" "$out/group-eligibility/$group.json" >>"$work/named" || noted
    done <"$work/todo"
    sort -u -o "$work/named" "$work/named" && sort -u -o "$work/done" "$work/done" "$work/todo" || {
      noted
      break
    }
  done
  comm -12 "$work/group-ids" "$work/named" >"$work/todo" && cmp -s "$work/todo" "$work/done" || noted
fi

# joined ITEM...: as the items of a JSON list, one a line.
joined() {
  local item comma=
  for item in "$@"; do
    printf '%s\n  %s' "$comma" "$item"
    comma=,
  done
}

{
  printf '{"rolecall": "collect@1", "collected_at": "%s", "tenant": "%s", "missing": [' "$started" "$tenant"
  joined ${missing[@]+"${missing[@]}"}
  printf '], "requests": ['
  joined ${requests[@]+"${requests[@]}"}
  printf ']}\n'
} >"$out/manifest.json" || stop "$out/manifest.json $full"
whole "$out/manifest.json" || stop "$out/manifest.json $full"

[ "$unwritten" = no ] || stop "what was answered cannot be written in full: is the disk full? $out/manifest.json says what is missing"
if [ "${#missing[@]}" = 0 ]; then
  say "done: rolecall audit $out"
else
  say "done, without ${#missing[@]} exports (see $out/manifest.json): rolecall audit $out"
  exit 1
fi
