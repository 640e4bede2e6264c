# Exports what `rolecall` reads about a tenant into a new folder: role assignments and definitions, deny assignments, PIM, Lighthouse,
# management groups, Azure Policy, workspaces, Microsoft Sentinel, and from Microsoft Graph users, groups with their members, applications, Entra roles, and roles of
# Microsoft Defender unified RBAC.
#
# Read-only: every call is a GET. Nothing is written anywhere but in that folder, which holds names and permissions: keep it to yourself.
#
#   Install-Module Az.Accounts, Microsoft.Graph.Authentication
#   Connect-AzAccount
#   Connect-MgGraph -Scopes Directory.Read.All, RoleManagement.Read.Directory, RoleEligibilitySchedule.Read.Directory,
#     RoleAssignmentSchedule.Read.Directory, PrivilegedEligibilitySchedule.Read.AzureADGroup, Organization.Read.All,
#     RoleManagement.Read.Defender
#   ./collect.ps1 [FOLDER]
#
# What you may not read is left out, told at the end, and told again by `rolecall`: it counts as unknown, never as empty.
# Exit codes: 0 all exported, 1 something is missing, 2 could not begin, or could not write what was answered (a full disk).
param([string] $Out = 'rolecall-exports')

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

function Stop-Collect([string] $Why) {
    [Console]::Error.WriteLine("collect: $Why")
    exit 2
}

function Write-Progressed([string] $What) { [Console]::Error.WriteLine("collect: $What") }

foreach ($command in 'Invoke-AzRestMethod', 'Invoke-MgGraphRequest') {
    if (-not (Get-Command $command -ErrorAction SilentlyContinue)) {
        Stop-Collect "$command is not there: Install-Module Az.Accounts, Microsoft.Graph.Authentication"
    }
}
$azure = Get-AzContext
if (-not $azure) { Stop-Collect 'Azure is not signed in: run Connect-AzAccount' }
if (-not (Get-MgContext)) { Stop-Collect 'Microsoft Graph is not signed in: run Connect-MgGraph with the scopes in the head of this script' }
if ((Test-Path $Out) -and (Get-ChildItem $Out -Force)) {
    Stop-Collect "$Out is not empty: exports of two days would be taken for one. Name a new folder"
}
$tenant = $azure.Tenant.Id
if ((Get-MgContext).TenantId -ne $tenant) { Stop-Collect "Azure is signed in to tenant $tenant, Microsoft Graph to another" }
$folder = (New-Item -ItemType Directory -Force $Out).FullName
$started = [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ')
$missing = [System.Collections.Generic.List[object]]::new()
$unwritten = $false
$requests = [System.Collections.Generic.List[object]]::new()
$link = '("(?:@odata\.)?nextLink"\s*:\s*)"(?:[^"\\]|\\.)*"'
$utf8 = [System.Text.UTF8Encoding]::new($false)

# One GET: the text of the answer. Azure Resource Manager for paths and its own links, Microsoft Graph for the rest.
function Get-Page([string] $Url) {
    if ($Url.StartsWith($microsoftGraph)) { return Invoke-MgGraphRequest -Method GET -Uri $Url -OutputType Json }
    $answer = if ($Url.StartsWith('/')) { Invoke-AzRestMethod -Method GET -Path $Url } else { Invoke-AzRestMethod -Method GET -Uri $Url }
    if ($answer.StatusCode -ge 400) { throw "$($answer.StatusCode) $($answer.Content)" }
    return $answer.Content
}

# The same, tried again when Azure says that it is asked too often, or does not answer.
function Get-PageAgain([string] $Url) {
    for ($try = 1; ; $try++) {
        try { return Get-Page $Url }
        catch {
            if ($try -ge 3 -or "$_" -notmatch '429|502|503|504|TooManyRequests|throttl|timed? ?out') { throw }
            Start-Sleep -Seconds (10 * $try)
        }
    }
}

function Add-Missing([string] $What, [string] $Call, [string] $Reason) {
    $first = ($Reason -split "`r?`n")[0]
    $missing.Add([ordered]@{ what = $What; call = $Call; reason = $first })
    Write-Progressed "missing: ${What}: $first"
}

# Every request, as the manifest tells it. Records is $null where they are not counted.
function Add-Request([string] $File, [string] $Url, [bool] $Whole, [int] $Pages, $Records) {
    $requests.Add([ordered]@{
        file = "$File.json"; url = $Url; at = [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ')
        status = $(if ($Whole) { 'ok' } else { 'failed' }); pages = $Pages; records = $Records
    })
}

# All pages of a list, one after the other, in one file. A list that breaks off keeps the link to its rest, and counts as partial; an
# empty one says what it is a list of. Returns the rows, and whether all of them could be read.
function Export-List([string] $What, [string] $Collection, [string] $File, [string] $Url) {
    $path = Join-Path $folder "$File.json"
    $pages = [System.Collections.Generic.List[string]]::new()
    $rows = [System.Collections.Generic.List[object]]::new()
    $whole = $true
    $asked = $Url
    while ($Url) {
        try { $text = Get-PageAgain $Url }
        catch {
            Add-Missing $What $Url "$_"
            $whole = $false
            break
        }
        $page = $text | ConvertFrom-Json -AsHashtable
        if ($pages.Count) { $pages[-1 + $pages.Count] = $pages[-1 + $pages.Count] -replace $link, '${1}null' }
        $pages.Add($text)
        if ($page['value']) { $rows.AddRange([object[]] $page['value']) }
        $Url = if ($page['nextLink']) { $page['nextLink'] } else { $page['@odata.nextLink'] }
    }
    if ($pages.Count) {
        $text = if ($rows.Count -or -not $whole) { $pages -join "`n" } else { "{`"@odata.context`": `"`$metadata#$Collection`", `"value`": []}`n" }
        try {
            New-Item -ItemType Directory -Force (Split-Path $path) | Out-Null
            [System.IO.File]::WriteAllText($path, $text, $utf8)
        }
        catch {
            Add-Missing $What $asked "$_"
            $whole = $false
            $script:unwritten = $true
            Remove-Item $path -ErrorAction SilentlyContinue
        }
    }
    Add-Request $File $asked $whole $pages.Count $rows.Count
    return @{ Rows = $rows; Whole = $whole }
}

# What one GET answers.
function Export-One([string] $What, [string] $File, [string] $Url) {
    $whole = $true
    $text = $null
    try { $text = Get-PageAgain $Url }
    catch {
        Add-Missing $What $Url "$_"
        $whole = $false
    }
    if ($whole) {
        try { [System.IO.File]::WriteAllText((Join-Path $folder "$File.json"), $text, $utf8) }
        catch {
            Add-Missing $What $Url "$_"
            $whole = $false
            $script:unwritten = $true
        }
    }
    Add-Request $File $Url $whole ([int] $whole) $null
}

$microsoftGraph = if ((Get-MgContext).Environment -and (Get-MgContext).Environment -ne 'Global') {
    (Get-MgEnvironment -Name (Get-MgContext).Environment).GraphEndpoint
} else { 'https://graph.microsoft.com' }
$graph = "$microsoftGraph/v1.0"

Write-Progressed "tenant $tenant into $folder"
$subscriptions = Export-List 'subscriptions' 'subscriptions' 'subscriptions' '/subscriptions?api-version=2022-12-01'
Export-One 'management groups' 'management-groups' `
    "/providers/Microsoft.Management/managementGroups/${tenant}?api-version=2020-05-01&`$expand=children&`$recurse=true"

$authorization = 'providers/Microsoft.Authorization'
$own = $subscriptions.Rows | Where-Object { $_['tenantId'] -eq $tenant -and $_['state'] -eq 'Enabled' }
foreach ($subscription in $own) {
    $id = $subscription['subscriptionId']
    $scope = "/subscriptions/$id"
    Write-Progressed "subscription $id"
    $lists = @(
        @('role assignments', 'microsoft.authorization/roleassignments', 'role-assignments', "$authorization/roleAssignments?api-version=2022-04-01"),
        @('role definitions', 'microsoft.authorization/roledefinitions', 'role-definitions', "$authorization/roleDefinitions?api-version=2022-05-01-preview&`$filter=type eq 'CustomRole'"),
        @('deny assignments', 'microsoft.authorization/denyassignments', 'deny-assignments', "$authorization/denyAssignments?api-version=2022-04-01"),
        @('eligible roles', 'microsoft.authorization/roleeligibilityscheduleinstances', 'role-eligibility', "$authorization/roleEligibilityScheduleInstances?api-version=2020-10-01"),
        @('role schedules', 'microsoft.authorization/roleassignmentscheduleinstances', 'role-schedules', "$authorization/roleAssignmentScheduleInstances?api-version=2020-10-01"),
        @('Lighthouse delegations', 'microsoft.managedservices/registrationassignments', 'lighthouse', "providers/Microsoft.ManagedServices/registrationAssignments?api-version=2022-10-01&`$expandRegistrationDefinition=true"),
        @('locks', 'microsoft.authorization/locks', 'locks', "$authorization/locks?api-version=2016-09-01"),
        @('policy assignments', 'microsoft.authorization/policyassignments', 'policy-assignments', "$authorization/policyAssignments?api-version=2023-04-01"),
        @('policy definitions', 'microsoft.authorization/policydefinitions', 'policy-definitions', "$authorization/policyDefinitions?api-version=2023-04-01&`$filter=policyType eq 'Custom'"),
        @('policy set definitions', 'microsoft.authorization/policysetdefinitions', 'policy-set-definitions', "$authorization/policySetDefinitions?api-version=2023-04-01&`$filter=policyType eq 'Custom'"),
        @('key vaults', 'microsoft.resources/resources', 'key-vaults', "providers/Microsoft.KeyVault/vaults?api-version=2023-07-01"),
        @('solutions', 'microsoft.resources/resources', 'solutions', "resources?api-version=2021-04-01&`$filter=resourceType eq 'Microsoft.OperationsManagement/solutions'")
    )
    foreach ($list in $lists) { Export-List "$($list[0]) of $scope" $list[1] "$($list[2])/$id" "$scope/$($list[3])" | Out-Null }
    $workspaces = Export-List "workspaces of $scope" 'microsoft.resources/resources' "workspaces/$id" `
        "$scope/resources?api-version=2021-04-01&`$filter=resourceType eq 'Microsoft.OperationalInsights/workspaces'"

    # PIM lists what is eligible at a scope and above it, so each workspace is asked as well.
    $number = 0
    foreach ($workspace in $workspaces.Rows) {
        $number++
        $at = $workspace['id']
        Export-List "eligible roles of $at" 'microsoft.authorization/roleeligibilityscheduleinstances' "role-eligibility/$id-$number" `
            "$at/$authorization/roleEligibilityScheduleInstances?api-version=2020-10-01" | Out-Null
        Export-List "Sentinel of $at" 'microsoft.securityinsights/onboardingstates' "sentinel/$id-$number-onboarding" `
            "$at/providers/Microsoft.SecurityInsights/onboardingStates?api-version=2024-03-01" | Out-Null
        Export-List "data connectors of $at" 'microsoft.securityinsights/dataconnectors' "sentinel/$id-$number-connectors" `
            "$at/providers/Microsoft.SecurityInsights/dataConnectors?api-version=2024-03-01" | Out-Null
    }
}

Write-Progressed 'built-in policy definitions'
Export-List 'built-in policy definitions' 'microsoft.authorization/policydefinitions' 'policy-definitions/built-in' `
    "/$authorization/policyDefinitions?api-version=2023-04-01" | Out-Null
Export-List 'built-in policy set definitions' 'microsoft.authorization/policysetdefinitions' 'policy-set-definitions/built-in' `
    "/$authorization/policySetDefinitions?api-version=2023-04-01" | Out-Null

Write-Progressed 'Microsoft Graph'
$directory = "$graph/roleManagement/directory"
Export-List 'organization' 'organization' 'organization' "$graph/organization" | Out-Null
Export-List 'users' 'users' 'users' "$graph/users?`$select=id,displayName,userPrincipalName,userType,accountEnabled&`$top=999" | Out-Null
$groups = Export-List 'groups' 'groups' 'groups' `
    "$graph/groups?`$select=id,displayName,securityEnabled,mailEnabled,groupTypes,isAssignableToRole,membershipRule,onPremisesSyncEnabled,visibility&`$expand=owners(`$select=id)&`$top=999"
Export-List 'service principals' 'serviceprincipals' 'service-principals' `
    "$graph/servicePrincipals?`$select=id,displayName,appId,servicePrincipalType,accountEnabled,alternativeNames&`$expand=owners(`$select=id)&`$top=999" | Out-Null
Export-List 'applications' 'applications' 'applications' `
    "$graph/applications?`$select=id,displayName,appId&`$expand=owners(`$select=id)&`$top=999" | Out-Null
Export-List 'federated credentials of applications' 'applications' 'federated-credentials' `
    "$graph/applications?`$select=id,displayName,appId&`$expand=federatedIdentityCredentials&`$top=999" | Out-Null
Export-List 'app role assignments of Microsoft Graph' 'serviceprincipals/approleassignedto' 'app-role-assignments' `
    "$graph/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')/appRoleAssignedTo?`$top=999" | Out-Null
Export-List 'Entra role assignments' 'rolemanagement/directory/roleassignments' 'directory-role-assignments' "$directory/roleAssignments" | Out-Null
Export-List 'Entra role definitions' 'rolemanagement/directory/roledefinitions' 'directory-role-definitions' "$directory/roleDefinitions" | Out-Null
Export-List 'eligible Entra roles' 'rolemanagement/directory/roleeligibilityscheduleinstances' 'directory-role-eligibility' `
    "$directory/roleEligibilityScheduleInstances" | Out-Null
Export-List 'Entra role schedules' 'rolemanagement/directory/roleassignmentscheduleinstances' 'directory-role-schedules' `
    "$directory/roleAssignmentScheduleInstances" | Out-Null
$defender = "$microsoftGraph/beta/roleManagement/defender"
Export-List 'Defender role assignments' 'rolemanagement/defender/roleassignments' 'defender-role-assignments' "$defender/roleAssignments" | Out-Null
Export-List 'Defender role definitions' 'rolemanagement/defender/roledefinitions' 'defender-role-definitions' "$defender/roleDefinitions" | Out-Null
Export-List 'licences' 'subscribedskus' 'licences' "$graph/subscribedSkus" | Out-Null

# Every id in some exports, in lower case, each once.
function Get-Id([string[]] $Files) {
    $ids = [System.Collections.Generic.HashSet[string]]::new()
    foreach ($file in $Files | Where-Object { Test-Path $_ } | ForEach-Object { Get-ChildItem $_ -File -Recurse }) {
        foreach ($match in [regex]::Matches([System.IO.File]::ReadAllText($file.FullName), '(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}')) {
            [void] $ids.Add($match.Value.ToLowerInvariant())
        }
    }
    return , $ids
}

# The members of each group that anything exported so far names, then of the groups among those, until there is none left.
$naming = 'role-assignments', 'role-eligibility', 'role-schedules', 'deny-assignments', 'directory-role-assignments.json',
    'directory-role-eligibility.json', 'directory-role-schedules.json', 'defender-role-assignments.json'
$named = Get-Id @($naming | ForEach-Object { Join-Path $folder $_ })
$known = [System.Collections.Generic.HashSet[string]]::new([string[]] @($groups.Rows | ForEach-Object { $_['id'].ToLowerInvariant() }))
$done = [System.Collections.Generic.HashSet[string]]::new()
$eligible = $true
while ($todo = @($known | Where-Object { $named.Contains($_) -and -not $done.Contains($_) })) {
    foreach ($group in $todo) {
        [void] $done.Add($group)
        # Version 1.0 leaves service principals out of the members.
        $members = Export-List "members of group $group" 'directoryobjects' "group-members/$group" "$microsoftGraph/beta/groups/$group/members?`$top=999"
        foreach ($member in $members.Rows) { [void] $named.Add($member['id'].ToLowerInvariant()) }
        # Whoever may not read one group's eligible members may not read any.
        if (-not $eligible) { continue }
        $candidates = Export-List "eligible members of groups, such as $group" 'identitygovernance/privilegedaccess/group/eligibilityscheduleinstances' `
            "group-eligibility/$group" "$graph/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances?`$filter=groupId eq '$group'"
        $eligible = $candidates.Whole
        foreach ($candidate in $candidates.Rows) { [void] $named.Add($candidate['principalId'].ToLowerInvariant()) }
    }
}

$manifest = [ordered]@{ rolecall = 'collect@1'; collected_at = $started; tenant = $tenant; missing = $missing; requests = $requests }
try { [System.IO.File]::WriteAllText((Join-Path $folder 'manifest.json'), (ConvertTo-Json $manifest -Depth 5), $utf8) }
catch { Stop-Collect "the manifest cannot be written: $_" }

if ($unwritten) { Stop-Collect "what was answered cannot be written in full: $(Join-Path $folder 'manifest.json') says what is missing" }
if ($missing.Count) {
    Write-Progressed "done, without $($missing.Count) exports (see $(Join-Path $folder 'manifest.json')): rolecall audit $folder"
    exit 1
}
Write-Progressed "done: rolecall audit $folder"
