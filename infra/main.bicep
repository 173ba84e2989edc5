// Ajar in Azure Container Apps: two replicas on a managed Redis, the bot with its Teams channel, a vault, and the sweep as a job of
// its own. Written from documentation; never compiled or deployed where it was written (README.md beside this).
targetScope = 'resourceGroup'

@description('Short and unique: names of resources begin with it.')
@minLength(3)
@maxLength(12)
param name string = 'ajar'

param location string = resourceGroup().location

@description('Another region than that of Ajar, so that the sweep does not go down with it.')
param sweepLocation string

@description('Image of the Containerfile, such as contoso.azurecr.io/ajar:0.1.0.')
param image string

@description('Host of a registry that both identities may pull from (AcrPull); empty for a public one.')
param registry string = ''

@description('Ids of the subscriptions with the VMs.')
@minLength(1)
param subscriptions array

@description('Text of the policy file: loadTextContent(\'policy.yaml\') in the parameters.')
param policy string

@description('Opens by rules of its own in security groups, too (AJAR_NSG).')
param nsg bool = false

@description('Workspaces of Slack, with commas; empty without Slack. The secrets slack-bot-token and slack-signing-secret are then read from the vault.')
param slackTeams string = ''

@description('An https address that misses a sweep; empty for none.')
@secure()
param sweepPing string = ''

var host = '${name}.${appEnvironment.properties.defaultDomain}'
var redisPort = 10000
var vaultSecret = '${vault.properties.vaultUri}secrets/'
// Key Vault Secrets User.
var secretsUser = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-opens'
  location: location
}

resource sweeper 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-sweeps'
  location: sweepLocation
}

// The roles, as "ajar azure role" writes them, on each subscription with VMs.
module roles 'roles.bicep' = [for id in subscriptions: {
  name: '${name}-roles-${uniqueString(id)}'
  scope: subscription(id)
  params: {
    opener: identity.properties.principalId
    sweeper: sweeper.properties.principalId
    nsg: nsg
  }
}]

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${name}-logs'
  location: location
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: 90
  }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: take('${name}-${uniqueString(resourceGroup().id)}', 24)
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enablePurgeProtection: true
  }
}

resource readsSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, identity.id, secretsUser)
  scope: vault
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: secretsUser
  }
}

resource redis 'Microsoft.Cache/redisEnterprise@2025-04-01' = {
  name: '${name}-${uniqueString(resourceGroup().id)}'
  location: location
  sku: { name: 'Balanced_B0' }
  properties: {
    highAvailability: 'Enabled'
    minimumTlsVersion: '1.2'
  }
}

// One endpoint that answers for all of it; nothing is thrown away; what is acknowledged is on disk within a second.
resource database 'Microsoft.Cache/redisEnterprise/databases@2025-04-01' = {
  parent: redis
  name: 'default'
  properties: {
    clientProtocol: 'Encrypted'
    port: redisPort
    clusteringPolicy: 'EnterpriseCluster'
    evictionPolicy: 'NoEviction'
    accessKeysAuthentication: 'Enabled'
    persistence: {
      aofEnabled: true
      aofFrequency: '1s'
    }
  }
}

resource redisUrl 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'redis-url'
  properties: {
    value: 'rediss://:${uriComponent(database.listKeys().primaryKey)}@${redis.properties.hostName}:${redisPort}/0'
  }
}

resource appEnvironment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: '${name}-environment'
  location: location
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
  }
}

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: name
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  dependsOn: [redisUrl, readsSecrets]
  properties: {
    environmentId: appEnvironment.id
    configuration: {
      activeRevisionsMode: 'Single'
      // The public listener alone; the internal one is for the probes.
      ingress: {
        external: true
        targetPort: 3978
        transport: 'http'
        allowInsecure: false
      }
      registries: empty(registry) ? [] : [{ server: registry, identity: identity.id }]
      secrets: [{ name: 'policy', value: policy }]
    }
    template: {
      terminationGracePeriodSeconds: 40
      containers: [
        {
          name: 'ajar'
          image: image
          args: ['serve']
          resources: { cpu: json('0.5'), memory: '1Gi' }
          env: concat([
            { name: 'AZURE_TOKEN_CREDENTIALS', value: 'ManagedIdentityCredential' }
            { name: 'AZURE_CLIENT_ID', value: identity.properties.clientId }
            { name: 'AJAR_AZURE_SUBSCRIPTIONS', value: join(subscriptions, ',') }
            { name: 'AJAR_AZURE_IDENTITIES', value: sweeper.properties.clientId }
            { name: 'AJAR_NSG', value: nsg ? 'on' : 'off' }
            { name: 'AJAR_POLICY', value: '/etc/ajar/policy.yaml' }
            { name: 'AJAR_INTERNAL_HOST', value: '0.0.0.0' }
            { name: 'AJAR_PUBLIC_URL', value: 'https://${host}' }
            { name: 'REDIS_URL', value: 'keyvault:${vaultSecret}redis-url' }
            { name: 'TEAMS_APP_ID', value: identity.properties.clientId }
            { name: 'TEAMS_APP_TYPE', value: 'UserAssignedMSI' }
            { name: 'TEAMS_TENANT_ID', value: tenant().tenantId }
          ], empty(slackTeams) ? [] : [
            { name: 'SLACK_BOT_TOKEN', value: 'keyvault:${vaultSecret}slack-bot-token' }
            { name: 'SLACK_SIGNING_SECRET', value: 'keyvault:${vaultSecret}slack-signing-secret' }
            { name: 'SLACK_TEAM_IDS', value: slackTeams }
          ])
          probes: [
            { type: 'Startup', httpGet: { path: '/healthz', port: 3979 }, periodSeconds: 6, failureThreshold: 10 }
            { type: 'Liveness', httpGet: { path: '/healthz', port: 3979 }, periodSeconds: 10, failureThreshold: 3 }
            { type: 'Readiness', httpGet: { path: '/readyz', port: 3979 }, periodSeconds: 5, failureThreshold: 2 }
          ]
          volumeMounts: [{ volumeName: 'policy', mountPath: '/etc/ajar' }]
        }
      ]
      volumes: [{ name: 'policy', storageType: 'Secret', secrets: [{ secretRef: 'policy', path: 'policy.yaml' }] }]
      // Timers are its own: it must not be scaled to nothing.
      scale: { minReplicas: 2, maxReplicas: 4 }
    }
  }
}

resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: '${name}-${uniqueString(resourceGroup().id)}'
  location: 'global'
  kind: 'azurebot'
  sku: { name: 'F0' }
  properties: {
    displayName: 'Ajar'
    endpoint: 'https://${host}/api/messages'
    msaAppType: 'UserAssignedMSI'
    msaAppId: identity.properties.clientId
    msaAppMSIResourceId: identity.id
    msaAppTenantId: tenant().tenantId
  }
}

resource teams 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: bot
  name: 'MsTeamsChannel'
  location: 'global'
  properties: {
    channelName: 'MsTeamsChannel'
    properties: { isEnabled: true }
  }
}

resource sweepEnvironment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: '${name}-sweep-environment'
  location: sweepLocation
  properties: {}
}

// The dead-man closer: its own identity, which deletes and opens nothing, and no other setting of Ajar's.
resource sweep 'Microsoft.App/jobs@2024-03-01' = {
  name: '${name}-sweep'
  location: sweepLocation
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${sweeper.id}': {} }
  }
  properties: {
    environmentId: sweepEnvironment.id
    configuration: {
      triggerType: 'Schedule'
      replicaTimeout: 240
      replicaRetryLimit: 0
      scheduleTriggerConfig: {
        cronExpression: '*/5 * * * *'
        parallelism: 1
        replicaCompletionCount: 1
      }
      registries: empty(registry) ? [] : [{ server: registry, identity: sweeper.id }]
    }
    template: {
      containers: [
        {
          name: 'sweep'
          image: image
          args: concat(['sweep', '--once'], empty(sweepPing) ? [] : ['--ping', sweepPing])
          resources: { cpu: json('0.25'), memory: '0.5Gi' }
          env: [
            { name: 'AZURE_TOKEN_CREDENTIALS', value: 'ManagedIdentityCredential' }
            { name: 'AZURE_CLIENT_ID', value: sweeper.properties.clientId }
            { name: 'AJAR_AZURE_SUBSCRIPTIONS', value: join(subscriptions, ',') }
          ]
        }
      ]
    }
  }
}

output address string = 'https://${host}'
output botAppId string = identity.properties.clientId
output vaultName string = vault.name
